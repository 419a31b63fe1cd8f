import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { createTracker } from '../../src/tracker'
import { HttpServer } from '../../src/tracker/server/http-server'

export type ServerName = 'tracker' | 'bare'

/** What the server says of itself on request: microseconds of CPU since it was asked last. */
export interface Usage {
  readonly cpuMicros: number
}

/** A process of its own for each server, so that the client's work is not counted. */
async function start(name: string | undefined): Promise<string> {
  if (name === 'bare') return (await HttpServer.listen(bare(), { port: 0, host: '127.0.0.1' })).url
  const directory = mkdtempSync(join(tmpdir(), 'bench-tracker-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  const tracker = await createTracker({ path: join(directory, 'tracker.db') })
  return tracker.listen({ port: 0 })
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

void start(process.argv[2]).then((url) => process.send?.(url))
