import { ConfigError } from '../../errors'
import { standInAgent } from '../../twitter/api/stand-in-agent'
import { XWebhooks } from '../../twitter/api/x-webhooks'

const variables = {
  appKey: 'X_APP_KEY',
  appSecret: 'X_APP_SECRET',
  accessToken: 'X_ACCESS_TOKEN',
  accessSecret: 'X_ACCESS_SECRET',
} as const

type Keys = { -readonly [Name in keyof typeof variables]: string }

/**
 * Opens X's API with the keys of the environment.
 *
 * @throws ConfigError that names the variables that are missing
 */
export function openWebhooks(env: NodeJS.ProcessEnv): XWebhooks {
  const missing = Object.values(variables).filter((name) => !env[name])
  if (missing.length > 0) {
    throw new ConfigError(
      missing[0] ?? '',
      `Missing in the environment: ${missing.join(', ')}. They are the app's and the account's keys of the developer portal.`,
    )
  }
  const keys = Object.fromEntries(
    Object.entries(variables).map(([option, name]) => [option, env[name] ?? '']),
  ) as Keys
  const bearerToken = env.X_BEARER_TOKEN
  return new XWebhooks({
    ...keys,
    ...(bearerToken && { bearerToken }),
    ...(env.X_API_URL && { agent: standInAgent(portOf(env.X_API_URL)) }),
  })
}

function portOf(url: string): number {
  const { hostname, port } = new URL(url)
  if (['127.0.0.1', 'localhost'].includes(hostname) && port !== '') return Number(port)
  throw new ConfigError(
    'X_API_URL',
    'X_API_URL must be a server on this machine, for example http://127.0.0.1:8080',
  )
}
