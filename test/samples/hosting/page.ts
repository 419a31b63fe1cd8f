import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FakeX } from '../../../src/testing'
import { until } from '../../support/until'
import { xEnvironment } from '../../support/x-environment'

const repository = process.cwd()
const page = readFileSync(join(repository, 'docs/hosting.md'), 'utf8')

/** The files of docs/hosting.md by name, as they stand there. */
export const files: ReadonlyMap<string, string> = new Map(
  [...page.matchAll(/^```javascript\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', code = '']) => [
    name,
    code,
  ]),
)

/** Sends what goes to X's API to the fake X on loopback, under Node and Bun. */
export const toFakeX = `
const http = require('node:http')
const https = require('node:https')
const { X_PORT: port } = process.env
https.request = (options, onResponse) =>
  http.request({ ...options, agent: undefined, protocol: 'http:', host: '127.0.0.1', port }, onResponse)
`

/** bot.mjs as the page says for functions. */
export function botWithoutInbox(): string {
  const code = files.get('bot.mjs') ?? ''
  const changed = code.replace(/^ +inbox: .*\n/m, '')
  if (changed === code) throw new Error('bot.mjs has no inbox')
  return changed
}

/** A folder with the page's files. It is inside the repository, where the package's own name resolves. */
export class PageFolder {
  readonly path: string

  constructor(name: string) {
    this.path = join(repository, '.hosting-code', name)
    rmSync(this.path, { recursive: true, force: true })
    mkdirSync(this.path, { recursive: true })
    for (const [file, code] of files) {
      mkdirSync(dirname(join(this.path, file)), { recursive: true })
      writeFileSync(join(this.path, file), code)
    }
    writeFileSync(join(this.path, 'to-fake-x.cjs'), toFakeX)
  }

  withoutInbox(): this {
    writeFileSync(join(this.path, 'bot.mjs'), botWithoutInbox())
    return this
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** What the page's bot reads of its environment. */
export function environmentFor(x: FakeX, serverRoot: string): Record<string, string> {
  return {
    ...xEnvironment(x),
    X_USER_ID: x.botId,
    DASHBOT_API_KEY: 'key',
    DASHBOT_SERVER_ROOT: serverRoot,
  }
}

/** Resolves once the server on this port has answered X's challenge. */
export async function connectTo(x: FakeX, port: number): Promise<void> {
  const connected = (): Promise<boolean> =>
    x.connect(`http://127.0.0.1:${port}/webhook`).then(
      () => true,
      () => false,
    )
  await until('the server answers the challenge', connected)
}
