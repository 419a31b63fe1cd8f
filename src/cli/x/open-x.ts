import { ConfigError } from '../../errors'
import { standInAgent } from '../../twitter/api/stand-in-agent'
import { XWebhooks } from '../../twitter/api/x-webhooks'
import { XChatClient } from '../../twitter/chat/x-chat-client'

const variables = {
  appKey: 'X_APP_KEY',
  appSecret: 'X_APP_SECRET',
  accessToken: 'X_ACCESS_TOKEN',
  accessSecret: 'X_ACCESS_SECRET',
} as const

type Keys = { -readonly [Name in keyof typeof variables]: string }

/**
 * Opens X's endpoints of webhooks with the keys of the environment.
 *
 * @throws ConfigError that names the variables that are missing
 */
export function openWebhooks(env: NodeJS.ProcessEnv): XWebhooks {
  const bearerToken = env.X_BEARER_TOKEN
  return new XWebhooks({ ...credentials(env), ...(bearerToken && { bearerToken }) })
}

/**
 * Opens X's endpoints of encrypted chat with the keys of the environment.
 *
 * @throws ConfigError that names the variables that are missing
 */
export function openChat(env: NodeJS.ProcessEnv): XChatClient {
  return new XChatClient(credentials(env))
}

function credentials(env: NodeJS.ProcessEnv): Keys & { readonly agent?: ReturnType<typeof standInAgent> } {
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
  return env.X_API_URL ? { ...keys, agent: standInAgent(portOf(env.X_API_URL)) } : keys
}

function portOf(url: string): number {
  const { hostname = '', port = '' } = URL.canParse(url) ? new URL(url) : {}
  if (['127.0.0.1', 'localhost'].includes(hostname) && port !== '') return Number(port)
  throw new ConfigError(
    'X_API_URL',
    'X_API_URL must be a server on this machine, for example http://127.0.0.1:8080',
  )
}
