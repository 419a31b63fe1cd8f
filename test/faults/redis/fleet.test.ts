import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { DeliveryStats } from '../../../src/delivery/accounting'
import { tally } from '../../support/conversations'
import { FakeTracker } from '../../support/fake-tracker'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

const BOTS = 3
const CONVERSATIONS_PER_BOT = 10
const MESSAGES_PER_BOT = 1_500
const MOST_IN_FLIGHT = 64

describe('A fleet of three bot processes and two relay processes', () => {
  let server: RedisServer
  let tracker: FakeTracker
  const children: ChildProcess[] = []

  before(async function () {
    needsRedis(this)
    server = await RedisServer.start('--appendonly', 'yes')
    tracker = await FakeTracker.start()
  })
  after(async () => {
    for (const child of children) child.kill('SIGKILL')
    await tracker?.close()
    await server?.remove()
  })

  function run(script: string, ...args: readonly string[]) {
    const env = {
      ...process.env,
      DASHBOT_API_KEY: 'KEY',
      DASHBOT_SERVER_ROOT: tracker.url,
      NODE_NO_WARNINGS: '1',
    }
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    const [output, errors] = [text(child.stdout), text(child.stderr)]
    return { child, output, errors, ended: once(child, 'exit') }
  }

  const startRelay = (...options: readonly string[]) =>
    run(join(__dirname, '../../../src/cli/index.js'), 'relay', '--redis', server.url, ...options)
  const startBot = (name: string) =>
    run(
      join(__dirname, 'processes/bot.js'),
      server.url,
      name,
      `${CONVERSATIONS_PER_BOT}`,
      `${MESSAGES_PER_BOT}`,
    )

  it('loses nothing and keeps the order when a relay is killed and Redis restarts once', async function () {
    this.timeout(300_000)
    const arrived = () => tally(tracker.accepted.map(({ json }) => json))
    const [doomed, survivor] = [startRelay(), startRelay()]
    await sleep(1_000)
    const bots = Array.from({ length: BOTS }, (_, index) => startBot(`bot-${index}`))
    await until('messages arrive', () => tracker.requests.length > 500)
    doomed.child.kill('SIGKILL')
    await until('more messages arrive', () => tracker.requests.length > 1_500)
    await server.stop('SIGKILL')
    await sleep(500)
    await server.start()

    const outputs = await Promise.all(bots.map(({ output }) => output))
    for (const output of outputs) {
      const { accepted, delivered, pending } = JSON.parse(output) as DeliveryStats
      expect({ accepted, delivered, pending }).to.deep.equal({
        accepted: MESSAGES_PER_BOT,
        delivered: MESSAGES_PER_BOT,
        pending: 0,
      })
    }
    const all = BOTS * MESSAGES_PER_BOT
    // Counting parses every body, so it waits until there are enough.
    const haveArrived = () => tracker.requests.length >= all && arrived().delivered === all
    await until('all have arrived', haveArrived, 180_000)
    const { delivered, duplicates, inversions } = arrived()
    console.log(`      ${delivered} delivered, ${duplicates} duplicates, ${inversions} inversions`)
    expect(inversions).to.equal(0)
    // At most what was in flight, once at the kill and once at the restart.
    expect(duplicates).to.be.at.most(3 * MOST_IN_FLIGHT)

    survivor.child.kill('SIGTERM')
    const [code] = await survivor.ended
    expect(code).to.equal(0)
    expect(await survivor.output).to.match(/delivered \d+, retries \d+, dropped none\n$/)
  })

  it('refuses a relay with another number of partitions', async () => {
    const { ended, errors } = startRelay('--partitions', '4')
    const [code] = await ended
    expect(code).to.equal(1)
    expect(await errors).to.include('partitions is 4 here')
  })
})
