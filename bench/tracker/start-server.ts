import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { ServerKind, Usage } from './server'

/** A server in a process of its own, which ends once it is disconnected. */
export interface StartedServer {
  readonly child: ChildProcess
  readonly url: string
}

export async function startServer(kind: ServerKind): Promise<StartedServer> {
  const child = fork(join(__dirname, 'server.js'), [JSON.stringify(kind)])
  const [url] = await once(child, 'message')
  return { child, url: String(url) }
}

/** What the server used since it was asked last. */
export async function readUsage({ child }: StartedServer): Promise<Usage> {
  child.send('usage')
  const [usage] = await once(child, 'message')
  return usage
}
