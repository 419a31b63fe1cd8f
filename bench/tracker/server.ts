import { join } from 'node:path'
import { Hono } from 'hono'
import { createTracker } from '../../src/tracker'
import { HttpServer } from '../../src/tracker/server/http-server'
import { makeDirectory, removeDirectory } from '../../test/support/directory'

/** What a server's process is started with, as JSON. */
export type ServerKind =
  | { readonly name: 'bare' }
  /** Without a path, in a directory of its own. */
  | { readonly name: 'tracker'; readonly path?: string; readonly retentionMs?: number }

/** What the server says of itself on request: microseconds of CPU since it was asked last. */
export interface Usage {
  readonly cpuMicros: number
}

/** A process of its own for each server, so that the client's work is not counted. */
async function start(kind: ServerKind): Promise<string> {
  if (kind.name === 'bare') return (await HttpServer.listen(bare(), { port: 0, host: '127.0.0.1' })).url
  const { path = join(newDirectory(), 'tracker.db'), retentionMs } = kind
  const tracker = await createTracker({ path, ...(retentionMs !== undefined && { retentionMs }) })
  return tracker.listen({ port: 0 })
}

function newDirectory(): string {
  const directory = makeDirectory()
  process.on('exit', () => removeDirectory(directory))
  return directory
}

/** The same framework and the same answer; the message is read and parsed, and forgotten. */
function bare(): Hono {
  const app = new Hono()
  app.post('/track', async (context) => {
    await context.req.json()
    return context.json({ success: true })
  })
  return app
}

let last = process.cpuUsage()
process.on('message', () => {
  const { user, system } = process.cpuUsage(last)
  last = process.cpuUsage()
  process.send?.({ cpuMicros: user + system } satisfies Usage)
})
process.on('disconnect', () => process.exit())

void start(JSON.parse(process.argv[2] ?? '{}')).then((url) => process.send?.(url))
