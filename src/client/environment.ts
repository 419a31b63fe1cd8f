import * as v from 'valibot'
import { ConfigError } from '../errors'
import { apiKeyString } from '../internal/options'
import { normalizeServerRoot } from '../wire/track-url'
import { readDebug } from './debugging'
import { CLIENT_OPTIONS, type DashbotClientOptions } from './options'

/**
 * What the environment gives for the options that are not given.
 * @throws ConfigError that names the variable at fault
 */
export function readOptions(env: NodeJS.ProcessEnv, options: DashbotClientOptions): DashbotClientOptions {
  refuseOptions(env)
  // The client refuses what is not an object, and one that is not enabled needs no settings.
  if (options === null || typeof options !== 'object' || options.enabled === false) return options
  const { apiKey, transport, serverRoot, debug } = options
  return {
    ...options,
    apiKey: apiKey === undefined && transport === undefined ? readKey(env) : apiKey,
    serverRoot: serverRoot === undefined ? readRoot(env) : serverRoot,
    debug: debug === undefined ? readDebug(env) : debug,
  }
}

/** A variable of the environment is a string; one alone may share its name with an option. */
function refuseOptions(env: NodeJS.ProcessEnv): void {
  const isObject = typeof env === 'object' && env !== null
  const entries = isObject ? Object.entries<unknown>(env) : []
  const areOptions = entries.length > 0 && entries.every(([name]) => CLIENT_OPTIONS.includes(name))
  const other = entries.find(([, value]) => value !== undefined && typeof value !== 'string')
  if (isObject && !areOptions && other === undefined) return
  const given = areOptions ? entries[0]?.[0] : other?.[0]
  const what = given === undefined ? '' : `, but has ${given}`
  throw new ConfigError(
    given ?? 'env',
    `DashbotClient.fromEnv: the first argument must be the environment${what}. Options are the second argument: DashbotClient.fromEnv(process.env, options)`,
  )
}

function readKey({ DASHBOT_API_KEY: key }: NodeJS.ProcessEnv): string | undefined {
  if (!key) return undefined
  const { success, issues } = v.safeParse(apiKeyString, key)
  if (success) return key
  throw new ConfigError('DASHBOT_API_KEY', `DASHBOT_API_KEY must be ${issues[0].message}`)
}

function readRoot({ DASHBOT_SERVER_ROOT: root }: NodeJS.ProcessEnv): string | undefined {
  return root ? normalizeServerRoot(root, 'DASHBOT_SERVER_ROOT') : undefined
}
