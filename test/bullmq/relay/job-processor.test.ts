import { expect } from 'chai'
import sinon from 'sinon'
import { toJob } from '../../../src/bullmq/job'
import { JobProcessor, type ProcessedJob } from '../../../src/bullmq/relay/job-processor'
import { Refusal } from '../../../src/bullmq/relay/refusal'
import type { DropReport } from '../../../src/delivery/drop-reports'
import { TransportError } from '../../../src/errors'
import type { Transport } from '../../../src/transports/transport'
import { createEnvelope, type Envelope } from '../../../src/wire/envelope'

const HOUR_MS = 3_600_000

function envelopeOfAge(ageMs: number): Envelope {
  const capturedAt = Date.now() - ageMs
  return createEnvelope({
    type: 'outgoing',
    json: '{"text":"a","userId":"u"}',
    conversation: 'u',
    capturedAt,
  })
}

function job(envelope: Envelope, attemptsStarted = 1): ProcessedJob {
  const { name, data, opts } = toJob(envelope)
  return { id: opts.jobId, name, data, attemptsStarted }
}

function setUp() {
  const send = sinon.stub<Parameters<Transport['send']>, Promise<void>>().resolves()
  const health = { failed: sinon.stub().resolves(), succeeded: sinon.stub().resolves() }
  const putBackError = new Error('put back')
  const controller = new AbortController()
  const drops: DropReport[] = []
  const onError = sinon.spy()
  const processor = new JobProcessor({
    transport: { send },
    health,
    maxAgeMs: HOUR_MS,
    signal: controller.signal,
    putBack: () => putBackError,
    onDrop: (report) => drops.push(report),
    onError,
  })
  const outcome = (shard: number, processed: ProcessedJob) =>
    processor.process(shard, processed).catch((error: unknown) => error)
  return { send, health, putBackError, controller, drops, onError, processor, outcome }
}

describe('JobProcessor', () => {
  it('delivers the envelope', async () => {
    const { send, processor, health } = setUp()
    const envelope = envelopeOfAge(0)
    await processor.process(3, job(envelope))
    expect(send.firstCall.firstArg).to.include({ id: envelope.id, type: 'outgoing', json: envelope.json })
    expect(processor.stats()).to.deep.include({ delivered: 1, retries: 0 })
    expect(health.succeeded.called).to.equal(false)
  })

  it('sends a job once that comes back because Redis forgot that it was done', async () => {
    const { send, processor } = setUp()
    const twice = job(envelopeOfAge(0))
    await processor.process(0, twice)
    await processor.process(0, twice)
    expect(send.callCount).to.equal(1)
    expect(processor.stats().delivered).to.equal(1)
  })

  it('does not remember what Redis knows to be done', async () => {
    const { send, processor } = setUp()
    const again = job(envelopeOfAge(0))
    await processor.process(0, again)
    processor.confirm(again.id)
    await processor.process(0, again)
    expect(send.callCount).to.equal(2)
  })

  it('remembers a bounded number of deliveries', async () => {
    const { send, processor } = setUp()
    const first = job(envelopeOfAge(0))
    await processor.process(0, first)
    for (let count = 0; count < 10_000; count += 1) await processor.process(0, job(envelopeOfAge(0)))
    send.resetHistory()
    await processor.process(0, first)
    expect(send.callCount).to.equal(1)
  })

  it('puts a job back that failed for now, and holds its shard back', async () => {
    const { send, processor, health, putBackError, outcome } = setUp()
    send.rejects(new TransportError('503', { retryable: true, status: 503 }))
    expect(await outcome(5, job(envelopeOfAge(0), 3))).to.equal(putBackError)
    expect(health.failed.firstCall.firstArg).to.deep.equal({ shard: 5, attempt: 3, askedMs: undefined })
    expect(processor.stats()).to.deep.include({ delivered: 0, retries: 1 })
  })

  it('waits as long as the receiver asks', async () => {
    const { send, health, outcome } = setUp()
    send.rejects(new TransportError('429', { retryable: true, status: 429, retryAfterMs: 7_000 }))
    await outcome(2, job(envelopeOfAge(0)))
    expect(health.failed.firstCall.firstArg).to.deep.equal({ shard: 2, attempt: 1, askedMs: 7_000 })
  })

  it("puts a job back on an error that is no transport's", async () => {
    const { send, putBackError, outcome } = setUp()
    send.rejects(new TypeError('a bug'))
    expect(await outcome(0, job(envelopeOfAge(0)))).to.equal(putBackError)
  })

  it('puts a job back also where Redis cannot be told of the failure', async () => {
    const { send, health, onError, putBackError, outcome } = setUp()
    send.rejects(new Error('reset'))
    health.failed.rejects(new Error('Redis is away'))
    expect(await outcome(0, job(envelopeOfAge(0)))).to.equal(putBackError)
    expect(onError.firstCall.firstArg.message).to.equal('Redis is away')
  })

  it('blames nobody for what was aborted at the end', async () => {
    const { send, health, controller, putBackError, outcome, processor } = setUp()
    send.callsFake(async () => {
      controller.abort()
      throw new Error('aborted')
    })
    expect(await outcome(0, job(envelopeOfAge(0)))).to.equal(putBackError)
    expect(health.failed.called).to.equal(false)
    expect(processor.stats().retries).to.equal(0)
  })

  it('lets go of a transport that is deaf to the signal', async () => {
    const { send, controller, putBackError, outcome } = setUp()
    send.returns(new Promise(() => {}))
    const waiting = outcome(0, job(envelopeOfAge(0)))
    controller.abort()
    expect(await waiting).to.equal(putBackError)
  })

  it('tells of the first success after a failure, once', async () => {
    const { send, health, processor, outcome } = setUp()
    send.onFirstCall().rejects(new Error('reset'))
    await outcome(0, job(envelopeOfAge(0)))
    await processor.process(1, job(envelopeOfAge(0)))
    await processor.process(1, job(envelopeOfAge(0)))
    expect(health.succeeded.callCount).to.equal(1)
  })

  it('tells of the success of a job that another relay had tried in vain', async () => {
    const { health, processor } = setUp()
    await processor.process(1, job(envelopeOfAge(0), 2))
    expect(health.succeeded.callCount).to.equal(1)
  })

  it('refuses what the receiver refuses, and says why', async () => {
    const { send, onError, health, outcome } = setUp()
    const answer = new TransportError('401: check the key', { retryable: false, status: 401 })
    send.rejects(answer)
    const refusal = await outcome(0, job(envelopeOfAge(0)))
    expect(refusal)
      .to.be.instanceOf(Refusal)
      .and.include({ reason: 'rejected', message: 'refused with status 401' })
    expect(onError.calledOnceWith(answer)).to.equal(true)
    expect(health.failed.called).to.equal(false)
  })

  it("keeps a transport's own words out of Redis", async () => {
    const { send, outcome } = setUp()
    send.rejects(new TransportError('apiKey=secret', { retryable: false }))
    expect(await outcome(0, job(envelopeOfAge(0)))).to.include({ message: 'refused' })
  })

  it('refuses what is too old, without sending it', async () => {
    const { send, outcome } = setUp()
    expect(await outcome(0, job(envelopeOfAge(HOUR_MS + 1_000)))).to.include({ reason: 'expired' })
    expect(send.called).to.equal(false)
  })

  it('refuses a job that is none of ours', async () => {
    const { outcome } = setUp()
    const foreign = { id: 'a', name: 'mail', data: { to: 'x' }, attemptsStarted: 1 }
    expect(await outcome(0, foreign)).to.include({ reason: 'rejected' })
  })

  it('counts and reports what failed for good, by reason', () => {
    const { processor, drops } = setUp()
    const envelope = envelopeOfAge(0)
    processor.refused(job(envelope), new Refusal('expired', 'expired'))
    processor.refused(job(envelope), new Error('job stalled more than allowable limit'))
    processor.end()
    expect(processor.stats().dropped).to.include({ expired: 1, rejected: 1 })
    expect(drops.map(({ reason, count, sample }) => [reason, count, sample?.id])).to.deep.equal([
      ['expired', 1, envelope.id],
      ['rejected', 1, envelope.id],
    ])
  })
})
