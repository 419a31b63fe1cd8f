import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { DashbotClient } from '../../../src/client/client'
import { createRelay, RedisTransport, type Relay, type RelayOptions } from '../../../src/redis'
import { loadRedisPeer } from '../../../src/redis/connection/peers'
import { FleetInspection } from '../../../src/redis/fleet-inspection'
import { HttpTransport } from '../../../src/transports/http'
import { MemoryTransport } from '../../../src/transports/memory'
import type { Transport } from '../../../src/transports/transport'
import { numberedPayload, tally } from '../../support/conversations'
import { CutProxy } from '../../support/cut-proxy'
import { FakeTracker } from '../../support/fake-tracker'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { until } from '../../support/until'

const CONVERSATIONS = 40
const MOST_IN_FLIGHT = 64

describe('The leases of a fleet', () => {
  let server: RedisServer
  let client: DashbotClient
  let logged = 0
  const relays: Relay[] = []
  const children: ChildProcess[] = []
  const quiet = { onError: () => {}, onDrop: () => {} }

  before(function () {
    needsRedis(this)
  })
  beforeEach(async () => {
    server = await RedisServer.start('--appendonly', 'yes')
    client = new DashbotClient({ transport: new RedisTransport({ connection: server.url }), ...quiet })
    logged = 0
  })
  afterEach(async () => {
    await client?.close({ timeoutMs: 1_000 })
    for (const relay of relays.splice(0)) await relay.close({ timeoutMs: 1_000 })
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await server?.remove()
  })

  function relayTo(transport: Transport, options: Partial<RelayOptions> = {}): Relay {
    const relay = createRelay({ connection: server.url, transport, ...quiet, ...options })
    relays.push(relay)
    return relay
  }

  async function load(durationMs: number): Promise<void> {
    for (const end = performance.now() + durationMs; performance.now() < end; await sleep(10)) {
      for (let burst = 0; burst < 5; burst += 1) {
        client.logIncoming(
          numberedPayload(`user-${logged % CONVERSATIONS}`, Math.floor(logged / CONVERSATIONS)),
        )
        logged += 1
      }
    }
  }

  function report(bodies: Iterable<unknown>): ReturnType<typeof tally> {
    const counts = tally(bodies)
    const { delivered, inversions, duplicates } = counts
    console.log(
      `      ${logged} in, ${delivered} out, ${logged - delivered} lost, ${inversions} inversions, ${duplicates} duplicates`,
    )
    return counts
  }

  it('keep the order when a relay is frozen past its lease and goes on', async () => {
    const tracker = await FakeTracker.start()
    tracker.behave = () => ({ kind: 'accept', delayMs: 20 })
    const env = {
      ...process.env,
      DASHBOT_API_KEY: 'KEY',
      DASHBOT_SERVER_ROOT: tracker.url,
      REDIS_URL: server.url,
    }
    const command = join(__dirname, '../../../src/cli/index.js')
    const frozen = spawn(process.execPath, [command, 'relay'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(frozen)
    await once(frozen.stdout, 'data')
    const other = relayTo(new HttpTransport({ apiKey: 'KEY', serverRoot: tracker.url }))
    await other.ready
    await load(2_000)
    frozen.kill('SIGSTOP')
    await load(13_000)
    frozen.kill('SIGCONT')
    await load(1_000)
    await client.flush({ timeoutMs: 20_000 })
    const arrived = () => tally(tracker.accepted.map(({ json }) => json))
    await until('all have arrived', () => arrived().delivered === logged, 30_000)
    const { inversions, duplicates } = report(tracker.accepted.map(({ json }) => json))
    expect(inversions).to.equal(0)
    expect(duplicates).to.be.at.most(2 * MOST_IN_FLIGHT)
    await tracker.close()
  })

  it('have a relay that is cut off from Redis while its requests hang send nothing after the fence', async () => {
    const leaseMs = 3_000
    const proxy = await CutProxy.start(server.port)
    const received = new MemoryTransport()
    const begun: number[] = []
    let aborted = 0
    let hangs = false
    const cutOff = relayTo(
      {
        send: async (envelope, { signal }) => {
          begun.push(performance.now())
          if (!hangs) return received.send(envelope, { signal })
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        },
      },
      { connection: proxy.url, leaseMs },
    )
    const other = relayTo(received, { leaseMs })
    await Promise.all([cutOff.ready, other.ready])
    await load(1_000)
    hangs = true
    await load(200)
    proxy.cut()
    const cutAt = performance.now()
    await load(leaseMs + 3_000)
    await until('its requests were aborted', () => cutOff.stats().fleet.owned === 0)
    aborted = begun.filter((at) => at > cutAt + 0.8 * leaseMs).length
    expect(aborted).to.equal(0)
    await client.flush({ timeoutMs: 20_000 })
    const arrived = () => tally(received.envelopes.map(({ json }) => JSON.parse(json)))
    await until('all have arrived', () => arrived().delivered === logged, 30_000)
    expect(report(received.envelopes.map(({ json }) => JSON.parse(json))).inversions).to.equal(0)
    hangs = false
    proxy.restore()
    await until('it takes part again', () => cutOff.stats().fleet.owned > 0)
    await proxy.close()
  })

  it('are handed over by relays that join and leave, without a stop or a duplicate', async () => {
    const received = new MemoryTransport()
    const slow: Transport = {
      send: async (envelope, options) => {
        await sleep(10)
        await received.send(envelope, options)
      },
    }
    relayTo(slow)
    const loading = load(6_000)
    for (let round = 0; round < 3; round += 1) {
      await sleep(800)
      const guest = relayTo(slow)
      await guest.ready
      await until('it has a share', () => guest.stats().fleet.owned > 0)
      await sleep(400)
      await guest.close()
    }
    await loading
    await client.flush({ timeoutMs: 20_000 })
    const bodies = () => received.envelopes.map(({ json }) => JSON.parse(json))
    await until('all have arrived', () => tally(bodies()).delivered === logged, 30_000)
    expect(report(bodies())).to.deep.equal({ delivered: logged, duplicates: 0, inversions: 0 })
  })

  it('let a fleet be moved to other numbers of partitions under load', async () => {
    const received = new MemoryTransport()
    const relay = relayTo(received)
    await relay.ready
    const loading = load(5_000)
    for (const partitions of [7, 128]) {
      await sleep(1_000)
      await FleetInspection.run(loadRedisPeer(), { connection: server.url, name: 'dashbot' }, (inspection) =>
        inspection.migrate(partitions, () => {}),
      )
      await until('the relay has them', () => relay.stats().fleet.owned === partitions)
    }
    await loading
    await client.flush({ timeoutMs: 20_000 })
    const bodies = () => received.envelopes.map(({ json }) => JSON.parse(json))
    await until('all have arrived', () => tally(bodies()).delivered === logged, 30_000)
    expect(report(bodies())).to.deep.equal({ delivered: logged, duplicates: 0, inversions: 0 })
  })

  it('let the quick start of the documentation deliver, and its commands show that', async () => {
    const tracker = await FakeTracker.start()
    const page = readFileSync('docs/fleet.md', 'utf8')
    const [, quickStart = ''] = /^npx botbuilder-dashbot (relay.*)$/m.exec(page) ?? []
    const command = join(__dirname, '../../../src/cli/index.js')
    const env = {
      ...process.env,
      DASHBOT_API_KEY: 'KEY',
      DASHBOT_SERVER_ROOT: tracker.url,
      REDIS_URL: server.url,
    }
    const run = (args: string): ChildProcess => {
      const child = spawn(process.execPath, [command, ...args.split(' ')], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      children.push(child)
      return child
    }
    const output = async (child: ChildProcess): Promise<string> => {
      let text = ''
      child.stdout?.on('data', (chunk) => {
        text += chunk
      })
      await once(child, 'close')
      return text
    }
    client.logIncoming(numberedPayload('ann', 0))
    await client.flush()
    expect(await output(run('relay --status'))).to.match(/all +1 +\d+ s +0 +0 owned\n0 relays/)
    const relay = run(quickStart)
    const ended = output(relay)
    await until('the message has arrived', () => tracker.accepted.length === 1)
    relay.kill('SIGTERM')
    expect(await ended).to.match(/delivered 1, retries 0, dropped none\n$/)
    expect(await output(run('relay --dead'))).to.equal('no dead letters\n')
    expect(await output(run('relay --retry'))).to.equal('0 messages requeued\n')
    await tracker.close()
  })
})
