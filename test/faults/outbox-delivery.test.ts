import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import sinon from 'sinon'
import { DashbotClient } from '../../src/client/client'
import type { DashbotClientOptions } from '../../src/client/options'
import type { DashbotError } from '../../src/errors'
import { SqliteOutbox } from '../../src/outbox'
import { numberedPayload, type Tally, tally } from '../support/conversations'
import { makeDirectory, removeDirectory } from '../support/directory'
import { accept, type Behaviour, FakeTracker, status } from '../support/fake-tracker'
import { until } from '../support/until'

/** A checkpoint waits for the disk, which may still be busy with what earlier tests left. */
const CLOSE_GRACE_MS = 2_000
const MIB = 2 ** 20

describe('a client with an outbox', () => {
  let tracker: FakeTracker
  let directory: string
  let path: string
  let errors: DashbotError[]

  beforeEach(async () => {
    tracker = await FakeTracker.start()
    directory = makeDirectory()
    path = join(directory, 'outbox.db')
    errors = []
  })

  afterEach(async () => {
    await tracker.close()
    removeDirectory(directory)
  })

  function createClient(options: DashbotClientOptions = {}): DashbotClient {
    return new DashbotClient({
      apiKey: 'KEY',
      serverRoot: tracker.url,
      outbox: new SqliteOutbox({ path }),
      onDrop: () => {},
      onError: (error) => errors.push(error),
      ...options,
    })
  }

  function logMessages(client: DashbotClient, messages: number, conversations: number): void {
    for (let index = 0; index < messages; index++) {
      client.logIncoming(numberedPayload(`user-${index % conversations}`, Math.floor(index / conversations)))
    }
  }

  const arrived = (): Tally => tally(tracker.accepted.map(({ json }) => json))

  async function expectTimelyClose(client: DashbotClient, timeoutMs: number) {
    const startedAt = performance.now()
    const result = await client.close({ timeoutMs })
    expect(performance.now() - startedAt).to.be.below(timeoutMs + CLOSE_GRACE_MS)
    const { accepted } = client.stats()
    expect(result.delivered + result.persisted + result.dropped).to.equal(accepted)
    return result
  }

  it('delivers 2,000 messages of 100 conversations in order to a tracker that flaps', async function () {
    this.timeout(240_000)
    tracker.behave = () => {
      const chance = Math.random()
      if (chance < 0.2) return status(503)
      return chance < 0.3 ? { kind: 'reset-after-body' } : accept
    }
    const client = createClient()
    logMessages(client, 2_000, 100)
    expect(await client.flush({ timeoutMs: 200_000 })).to.deep.equal({
      delivered: 2_000,
      pending: 0,
      dropped: 0,
    })
    expect(arrived()).to.deep.equal({ delivered: 2_000, duplicates: 0, inversions: 0 })
    await expectTimelyClose(client, 1_000)
  })

  it('loses nothing in an outage of 20 s, and takes at most 20 requests and 40 MB for it', async function () {
    this.timeout(300_000)
    let isDown = true
    tracker.behave = (index) => (isDown && index > 0 ? status(503) : accept)
    const child = fork(join(__dirname, 'programs', 'outbox-outage.js'), {
      // A small young generation: RSS shows what is held, not what V8 has yet to collect.
      execArgv: ['--expose-gc', '--max-semi-space-size=1'],
      env: { ...process.env, DASHBOT_API_KEY: 'KEY', DASHBOT_SERVER_ROOT: tracker.url, OUTBOX_PATH: path },
    })
    const [{ extraBytes, stats }] = await once(child, 'message')
    const requests = tracker.requests.length - 1
    expect(stats).to.include({ accepted: 20_001, delivered: 1, pending: 20_000 })
    expect(requests).to.be.within(2, 20)
    expect(extraBytes).to.be.below(40 * MIB)
    isDown = false
    const [after] = await once(child, 'message')
    expect(after).to.include({ delivered: 20_001, pending: 0 })
    expect(arrived()).to.deep.equal({ delivered: 20_001, duplicates: 0, inversions: 0 })
    await once(child, 'exit')
    console.log(
      `      outage: ${requests} requests, ${(extraBytes / MIB).toFixed(1)} MB more memory, 20,001 of 20,001 delivered`,
    )
  })

  const behaviours: Readonly<Record<string, Behaviour>> = {
    hangs: { kind: 'hang' },
    'answers 503': status(503),
    'asks for a pause': status(503, { 'retry-after': '300' }),
    'resets connections': { kind: 'reset-before-body' },
    'stalls in a body': { kind: 'stall-body', status: 500 },
  }
  for (const [name, behaviour] of Object.entries(behaviours)) {
    it(`closes in time while the tracker ${name}, and the next client delivers the rest once`, async () => {
      tracker.behave = () => behaviour
      const client = createClient()
      logMessages(client, 200, 10)
      await until('a request has come', () => tracker.requests.length > 0)
      expect(await expectTimelyClose(client, 500)).to.deep.equal({ delivered: 0, persisted: 200, dropped: 0 })
      tracker.behave = () => accept
      const next = createClient()
      expect((await next.flush()).delivered).to.equal(200)
      expect(arrived()).to.deep.equal({ delivered: 200, duplicates: 0, inversions: 0 })
      expect(await expectTimelyClose(next, 1_000)).to.deep.equal({
        delivered: 200,
        persisted: 0,
        dropped: 0,
      })
    })
  }

  it('delivers everything in order while the clock jumps back and forth', async function () {
    this.timeout(120_000)
    const HOUR_MS = 3_600_000
    tracker.behave = () => (Math.random() < 0.1 ? status(503) : { kind: 'accept', delayMs: 5 })
    const clock = sinon.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    try {
      const client = createClient()
      for (const jumpMs of [-48 * HOUR_MS, 50 * HOUR_MS, -20 * HOUR_MS, 18 * HOUR_MS, -1, 0]) {
        const before = Math.floor(client.stats().accepted / 10)
        for (let index = 0; index < 100; index++) {
          client.logIncoming(numberedPayload(`user-${index % 10}`, before + Math.floor(index / 10)))
        }
        await client.flush({ timeoutMs: jumpMs < 0 ? 50 : 2_000 })
        clock.setSystemTime(Date.now() + jumpMs)
      }
      const { pending } = await client.flush({ timeoutMs: 100_000 })
      const { accepted, delivered, dropped } = client.stats()
      expect({ accepted, pending }).to.deep.equal({ accepted: 600, pending: 0 })
      expect(delivered + dropped.expired).to.equal(600)
      expect(arrived()).to.deep.equal({ delivered, duplicates: 0, inversions: 0 })
      await expectTimelyClose(client, 1_000)
    } finally {
      clock.restore()
    }
  })

  describe('on a small disk of its own', () => {
    let disk: string

    beforeEach(function () {
      disk = makeDirectory()
      path = join(disk, 'outbox.db')
      try {
        mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs')
      } catch {
        removeDirectory(disk)
        this.skip()
      }
    })

    afterEach(() => {
      execFileSync('umount', ['--lazy', disk])
      removeDirectory(disk)
    })

    const mount = (...options: string[]): unknown =>
      execFileSync('mount', [...options, disk], { stdio: 'pipe' })

    function logLarge(client: DashbotClient, messages: number): void {
      const platformJson = { padding: 'x'.repeat(1_000) }
      for (let index = 0; index < messages; index++) {
        client.logIncoming({ ...numberedPayload(`user-${index % 10}`, Math.floor(index / 10)), platformJson })
      }
    }

    it('goes on in memory when that is full, and delivers everything in order', async function () {
      this.timeout(60_000)
      tracker.behave = () => ({ kind: 'hang' })
      const client = createClient()
      logLarge(client, 5_000)
      expect(client.stats()).to.include({ accepted: 5_000, pending: 5_000 })
      expect(errors.filter(({ code }) => code === 'ERR_DASHBOT_OUTBOX')).to.have.length(1)
      expect(errors[0]?.message).to.match(/cannot be written.*full/)
      await until('a request has come', () => tracker.requests.length > 0)
      await expectTimelyClose(client, 300)
      const { persisted, dropped } = await client.close()
      expect(persisted).to.be.above(100)
      expect(client.stats().dropped.shutdown_timeout).to.equal(dropped)

      tracker.behave = () => accept
      const next = createClient()
      logLarge(next, 5_000)
      expect(await next.flush({ timeoutMs: 40_000 })).to.include({ delivered: persisted + 5_000, pending: 0 })
      expect(arrived()).to.include({ delivered: 5_000, inversions: 0 })
      mount('-o', 'remount,size=16m')
      await sleep(2_500)
      await expectTimelyClose(next, 1_000)
      const last = createClient()
      expect(last.stats().pending, 'after there was space again').to.equal(0)
      await last.close()
    })

    it('leaves alone what it cannot remove, and takes it over once it can', async function () {
      this.timeout(60_000)
      const before = fork(join(__dirname, 'programs', 'outbox-commanded.js'), {
        env: {
          ...process.env,
          DASHBOT_API_KEY: 'KEY',
          DASHBOT_SERVER_ROOT: 'http://127.0.0.1:1',
          OUTBOX_PATH: path,
        },
      })
      for (let number = 0; number < 10; number++) {
        before.send({ userId: 'user', number })
        await once(before, 'message')
      }
      before.kill('SIGKILL')
      await once(before, 'exit')
      mount('-o', 'remount,ro')
      const files = readdirSync(disk)
      const client = createClient()
      expect(client.stats().pending).to.equal(0)
      client.logIncoming(numberedPayload('other', 0))
      expect(await client.flush()).to.include({ delivered: 1, pending: 0 })
      expect(errors.some(({ message }) => /cannot be opened/.test(message))).to.equal(true)
      expect(readdirSync(disk)).to.deep.equal(files)

      mount('-o', 'remount,rw')
      await until('what was left is taken over', () => client.stats().accepted === 11)
      expect(await client.flush()).to.include({ delivered: 11, pending: 0 })
      expect(arrived()).to.deep.equal({ delivered: 11, duplicates: 0, inversions: 0 })
      await expectTimelyClose(client, 1_000)
    })
  })
})
