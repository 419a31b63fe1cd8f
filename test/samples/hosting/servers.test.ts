import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect } from 'chai'
import { FakeX } from '../../../src/testing'
import { FakeTracker } from '../../support/fake-tracker'
import { freePort } from '../../support/free-port'
import { until } from '../../support/until'
import { connectTo, environmentFor, PageFolder } from './page'

const bun = join(process.cwd(), 'node_modules/.bin/bun')
/** restify 11 does not load on Node 24 and later. */
const hasRestify = Number(process.versions.node.split('.')[0]) < 24

const hosts: Readonly<Record<string, { readonly runtime: string; readonly file: string }>> = {
  'node:http': { runtime: process.execPath, file: 'node-http.mjs' },
  Express: { runtime: process.execPath, file: 'express.mjs' },
  Fastify: { runtime: process.execPath, file: 'fastify.mjs' },
  Koa: { runtime: process.execPath, file: 'koa.mjs' },
  ...(hasRestify && { restify: { runtime: process.execPath, file: 'restify.mjs' } }),
  Bun: { runtime: bun, file: 'bun.mjs' },
  'Hono on Bun': { runtime: bun, file: 'hono.mjs' },
  'node:http on Bun': { runtime: bun, file: 'node-http.mjs' },
}

describe('a server of docs/hosting.md', () => {
  let x: FakeX
  let folder: PageFolder
  let tracker: FakeTracker
  let server: ChildProcess

  beforeEach(async () => {
    x = await FakeX.start()
    tracker = await FakeTracker.start()
    folder = new PageFolder('servers')
  })
  afterEach(async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL')
      await once(server, 'exit')
    }
    await x.close()
    await tracker.close()
    folder.remove()
  })

  for (const [name, { runtime, file }] of Object.entries(hosts)) {
    it(`answers X's challenge and its users, and ends on SIGTERM: ${name}`, async () => {
      const port = await freePort()
      server = spawn(runtime, [runtime === bun ? '--preload' : '--require', './to-fake-x.cjs', file], {
        cwd: folder.path,
        env: {
          ...process.env,
          ...environmentFor(x, tracker.url),
          X_PORT: new URL(x.url).port,
          PORT: `${port}`,
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      await connectTo(x, port)
      expect(await x.receive({ from: '42', text: 'hi 🐦' })).to.deep.equal({ status: 200, attempts: 1 })
      await until('the bot answers', () => x.sent.length > 0)
      expect(x.sent.map(({ recipientId, data }) => [recipientId, data.text])).to.deep.equal([
        ['42', 'You said: hi 🐦'],
      ])
      await x.whenEchoed()
      const exited = once(server, 'exit')
      server.kill('SIGTERM')
      expect(await exited).to.deep.equal([null, 'SIGTERM'])
      expect(tracker.accepted.map(({ query }) => query.type)).to.deep.equal(['incoming', 'outgoing'])
    })
  }
})
