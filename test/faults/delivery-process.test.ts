import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect } from 'chai'
import { FakeTracker, status } from '../support/fake-tracker'

function start(script: string, tracker: FakeTracker): ChildProcess {
  const path = join(__dirname, 'programs', script)
  return fork(path, {
    // A small young generation: RSS shows what is held, not what V8 has yet to collect.
    execArgv: ['--expose-gc', '--max-semi-space-size=1'],
    env: { ...process.env, DASHBOT_API_KEY: 'KEY', DASHBOT_SERVER_ROOT: tracker.url },
  })
}

describe('a process with a client', () => {
  let tracker: FakeTracker
  beforeEach(async () => {
    tracker = await FakeTracker.start()
  })
  afterEach(() => tracker.close())

  it('ends by itself once everything is delivered, though nothing was closed', async () => {
    let deliveredAt = 0
    tracker.behave = () => {
      deliveredAt = performance.now()
      return { kind: 'accept' }
    }
    const [code] = await once(start('log-and-leave.js', tracker), 'exit')
    expect(code).to.equal(0)
    expect(tracker.accepted).to.have.length(1)
    expect(performance.now() - deliveredAt).to.be.below(20_000)
  })

  it('ends by itself while a failed message waits for its turn', async () => {
    tracker.behave = () => status(503, { 'retry-after': '300' })
    const [code] = await once(start('log-and-leave.js', tracker), 'exit')
    expect(code).to.equal(0)
    expect(tracker.requests).to.have.length(1)
  })

  it('lives while it waits for a close', async () => {
    tracker.behave = (index) => (index === 0 ? status(503, { 'retry-after': '1' }) : { kind: 'accept' })
    const child = start('log-and-close.js', tracker)
    const [[result], [code]] = await Promise.all([once(child, 'message'), once(child, 'exit')])
    expect(result).to.deep.equal({ delivered: 1, persisted: 0, dropped: 0 })
    expect(code).to.equal(0)
  })

  it('spends 20 s of outage with 20,000 messages on at most 20 requests and 40 MB', async function () {
    this.timeout(60_000)
    tracker.behave = (index) => (index === 0 ? { kind: 'accept' } : status(503))
    const child = start('outage.js', tracker)
    const [{ extraBytes, stats }] = await once(child, 'message')
    expect(tracker.requests.length - 1).to.be.within(4, 20)
    console.log(`      ${(extraBytes / 1024 ** 2).toFixed(1)} MB more memory`)
    expect(extraBytes).to.be.below(40 * 1024 * 1024)
    expect(stats).to.deep.include({ accepted: 20_001, delivered: 1, pending: 10_000 })
    expect(stats.dropped.queue_full).to.equal(10_000)
    const [code] = await once(child, 'exit')
    expect(code).to.equal(0)
  })
})
