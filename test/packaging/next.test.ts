import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { FakeX } from '../../src/testing'
import { botWithoutInbox, connectTo, environmentFor, files, toFakeX } from '../samples/hosting/page'
import { FakeTracker } from '../support/fake-tracker'
import { freePort } from '../support/free-port'
import { Consumer } from './consumer'

const packages = ['next@16', 'react@19', 'react-dom@19', 'botbuilder@4', 'twitter-api-v2@1']

describe("Next's app router, with the files of docs/hosting.md", () => {
  let x: FakeX
  let tracker: FakeTracker
  let consumer: Consumer
  let server: ChildProcess | undefined

  before(async function () {
    this.timeout(300_000)
    x = await FakeX.start()
    tracker = await FakeTracker.start()
    consumer = await Consumer.create({ packages })
    await mkdir(join(consumer.folder, 'app/webhook'), { recursive: true })
    for (const name of ['next.config.mjs', 'app/webhook/route.js'])
      await consumer.write(name, files.get(name) ?? '')
    await consumer.write('bot.mjs', botWithoutInbox())
    await consumer.write('to-fake-x.cjs', toFakeX)
  })
  after(async () => {
    if (server?.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL')
      await once(server, 'exit')
    }
    await x.close()
    await tracker.close()
    await consumer.remove()
  })

  it("answers X's challenge and its users", async function () {
    this.timeout(300_000)
    const env = { ...environmentFor(x, tracker.url), NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
    const { code, stderr } = await consumer.run('next', ['build'], { env, timeoutMs: 200_000 })
    expect([code, stderr]).to.deep.equal([0, ''])

    const port = await freePort()
    server = spawn(
      process.execPath,
      ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', `${port}`],
      {
        cwd: consumer.folder,
        env: {
          ...process.env,
          ...env,
          X_PORT: new URL(x.url).port,
          NODE_OPTIONS: `--require ${join(consumer.folder, 'to-fake-x.cjs')}`,
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    await connectTo(x, port)
    expect(await x.receive({ from: '42', text: 'hi 🐦' })).to.deep.equal({ status: 200, attempts: 1 })
    expect(x.sent.map(({ recipientId, data }) => [recipientId, data.text])).to.deep.equal([
      ['42', 'You said: hi 🐦'],
    ])
    expect(tracker.accepted.map(({ query }) => query.type)).to.deep.equal(['incoming', 'outgoing'])
  })
})
