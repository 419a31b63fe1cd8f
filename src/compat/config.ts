import { readDebug } from '../client/debugging'
import { ConfigError } from '../errors'
import { LONGEST_TIMEOUT_MS } from '../internal/within-time'
import { normalizeServerRoot, SERVER_ROOTS } from '../wire/track-url'

/** Redacts a text, as redact-pii's `AsyncRedactor` does. */
export interface TextRedactor {
  redactAsync(text: string): Promise<string> | string
}

/** The options of dashbot's package. Others are ignored, as there. */
export interface DashbotConfig {
  /** Prints each payload and where it goes, without the key. @default whether DASHBOT_DEBUG is true, 1, yes or on */
  readonly debug?: boolean | undefined
  /** @default DASHBOT_SERVER_ROOT, else 'https://tracker.dashbot.io' */
  readonly serverRoot?: string | undefined
  /** Where to post to, the path included. @default `${serverRoot}/track` */
  readonly urlRoot?: string | undefined
  /** false: nothing is printed, and the promises do not wait for the tracker. @default true */
  readonly printErrors?: boolean | undefined
  /** true removes personal data from the whole payload; an object redacts the text and the intent's inputs. @default false */
  readonly redact?: boolean | TextRedactor | undefined
  /** How long a promise waits and an attempt may take, in ms; 0 for no limit. @default 15_000 */
  readonly timeout?: number | undefined
}

/** Options with every default filled in. */
export interface ResolvedConfig {
  readonly apiKey: string
  readonly debug: boolean
  readonly serverRoot: string
  readonly urlRoot: string
  readonly printErrors: boolean
  readonly redact: boolean | TextRedactor
  readonly timeoutMs: number
}

const DEFAULT_TIMEOUT_MS = 15_000

/** @throws ConfigError without a key, or with an invalid address */
export function resolveConfig(
  apiKey: string | undefined,
  config: DashbotConfig,
  env: NodeJS.ProcessEnv,
): ResolvedConfig {
  const key = env.DASHBOT_API_KEY_OVERRIDE || apiKey
  if (!key) {
    throw new ConfigError(
      'apiKey',
      'dashbot(apiKey) needs an API key: pass it, for example from DASHBOT_API_KEY',
    )
  }
  const serverRoot = config.serverRoot || env.DASHBOT_SERVER_ROOT || SERVER_ROOTS.dashbot
  const root = normalizeServerRoot(serverRoot, config.serverRoot ? 'serverRoot' : 'DASHBOT_SERVER_ROOT')
  const { timeout = DEFAULT_TIMEOUT_MS } = config
  return {
    apiKey: key,
    debug: config.debug || readDebug(env),
    serverRoot: root,
    urlRoot: config.urlRoot ? normalizeServerRoot(config.urlRoot, 'urlRoot') : `${root}/track`,
    printErrors: config.printErrors ?? true,
    redact: config.redact ?? false,
    timeoutMs: timeout > 0 ? Math.min(Math.ceil(timeout), LONGEST_TIMEOUT_MS) : LONGEST_TIMEOUT_MS,
  }
}
