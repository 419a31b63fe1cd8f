import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { ConfigError, hasCode } from '../../../errors'
import { asObject, asText } from '../../../internal/json'

/** What the adapter takes as `chat`, and whose it is. */
export interface ChatKeys {
  readonly userId: string
  /** The private keys, 64 bytes in base64. */
  readonly keys: string
  readonly keyVersion: string
}

/** To be called before anything that cannot be undone. @throws ConfigError where there is a file already */
export function refuseKeyFile(path: string): void {
  if (existsSync(path)) throw keyFileExists(path)
}

/** Creates the file for its owner only. @throws ConfigError where there is one: keys are never overwritten */
export function createKeyFile(path: string, content: ChatKeys): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    throw hasCode(error, 'EEXIST') ? keyFileExists(path) : error
  }
  updateKeyFile(path, content)
}

function keyFileExists(path: string): ConfigError {
  const message = `${path} exists, and may hold the account's keys: name another file with --file`
  return new ConfigError('--file', message)
}

export function updateKeyFile(path: string, content: ChatKeys): void {
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`)
}

/** @throws ConfigError where it is not a file of keys */
export function readKeyFile(path: string): ChatKeys {
  try {
    const content = asObject(JSON.parse(readFileSync(path, 'utf8')))
    const userId = asText(content?.userId)
    const keys = asText(content?.keys)
    const keyVersion = asText(content?.keyVersion)
    if (userId !== undefined && keys !== undefined && keyVersion !== undefined)
      return { userId, keys, keyVersion }
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) {
      throw new ConfigError(
        '--file',
        `${path} does not exist: name the file that chat register wrote with --file`,
      )
    }
  }
  throw new ConfigError('--file', `${path} is not a file that chat register wrote`)
}
