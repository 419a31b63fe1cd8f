import { once } from 'node:events'
import { expect } from 'chai'
import sinon from 'sinon'
import { type Dashbot, type DashbotConfig, dashbot } from '../../src/compat'
import { ConfigError } from '../../src/errors'
import { accept, FakeTracker, status } from '../support/fake-tracker'

describe('dashbot(apiKey)', () => {
  let tracker: FakeTracker
  let instances: Dashbot[]

  beforeEach(async () => {
    tracker = await FakeTracker.start()
    instances = []
  })

  afterEach(async () => {
    sinon.restore()
    await Promise.all(instances.map((instance) => instance.close({ timeoutMs: 0 })))
    await tracker.close()
  })

  function start(config: DashbotConfig = {}): Dashbot {
    const instance = dashbot('KEY', { serverRoot: tracker.url, printErrors: false, ...config })
    instances.push(instance)
    return instance
  }
  const texts = (): readonly unknown[] => tracker.accepted.map(({ json }) => Object(json).text)

  it('sends again what the tracker was not able to take, with the same Idempotency-Key', async () => {
    tracker.behave = (index) => (index === 0 ? status(503) : accept)
    const { twitter, close, stats } = start({ printErrors: true })
    sinon.stub(process, 'emitWarning')
    const response = await twitter.logIncoming({ text: 'Hi', userId: 'ann' })
    expect(response?.status).to.equal(503)
    await close()
    expect(tracker.requests.map(({ headers }) => headers['idempotency-key'])).to.have.length(2)
    expect(new Set(tracker.requests.map(({ headers }) => headers['idempotency-key'])).size).to.equal(1)
    expect(stats()).to.include({ accepted: 1, delivered: 1, retries: 1, pending: 0 })
  })

  it('keeps the order in which one user’s messages were logged', async () => {
    const { twitter, flush } = start()
    for (let count = 0; count < 20; count++) void twitter.logIncoming({ text: String(count), userId: 'ann' })
    await flush()
    expect(texts()).to.deep.equal(Array.from({ length: 20 }, (_, count) => String(count)))
  })

  it('does not end the process where nobody handles a rejection', async () => {
    const unhandled = sinon.spy()
    process.on('unhandledRejection', unhandled)
    tracker.behave = () => ({ kind: 'reset-before-body' })
    sinon.stub(process, 'emitWarning')
    const { twitter, close } = start({ printErrors: true })
    void twitter.logIncoming({ text: 'Hi', userId: 'ann' })
    void twitter.logOutgoing({ text: 'Ho', userId: 'ann' })
    await close({ timeoutMs: 50 })
    await new Promise(setImmediate)
    process.off('unhandledRejection', unhandled)
    expect(unhandled.called).to.equal(false)
  })

  it('has settled every promise when close resolves, of messages that were never sent too', async () => {
    tracker.behave = () => ({ kind: 'reset-before-body' })
    sinon.stub(process, 'emitWarning')
    const { twitter, close, stats } = start({ printErrors: true })
    const settled: unknown[] = []
    for (const text of ['one', 'two', 'three']) {
      twitter.logIncoming({ text, userId: 'ann' }).catch((error) => settled.push(error.message))
    }
    await close({ timeoutMs: 100 })
    await new Promise(setImmediate)
    expect(settled).to.have.length(3)
    expect(settled[0]).to.match(/gave no answer/)
    expect(settled.slice(1)).to.deep.equal(Array(2).fill('closed before the tracker answered'))
    expect(stats()).to.deep.include({ accepted: 3, pending: 0 })
  })

  for (const end of ['flush', 'close'] as const) {
    it(`waits in ${end} for a redactor, and for the delivery behind it`, async () => {
      const redact = {
        redactAsync: (text: string) =>
          new Promise<string>((resolve) => setTimeout(() => resolve(`${text}!`), 20)),
      }
      const { twitter, stats, ...api } = start({ redact })
      void twitter.logIncoming({ text: 'Hi', userId: 'ann' })
      void twitter.logOutgoing({ text: 'Ho', userId: 'ann' })
      const { delivered } = await api[end]()
      expect([delivered, texts()]).to.deep.equal([2, ['Hi!', 'Ho!']])
      expect(stats()).to.deep.include({ accepted: 2, delivered: 2 })
    })
  }

  it('gives a redactor half of its time to close, settles its promise, and sends nothing later', async () => {
    sinon.stub(process, 'emitWarning')
    let release: (text: string) => void = () => {}
    const redact = { redactAsync: () => new Promise<string>((resolve) => (release = resolve)) }
    const { twitter, close, stats } = start({ printErrors: true, redact })
    const answer = twitter.logIncoming({ text: 'Hi', userId: 'ann' }).catch((error) => error.message)
    const { dropped } = await close({ timeoutMs: 100 })
    expect(await Promise.race([answer, 'not settled'])).to.equal('The payload is not sent: shutdown_timeout')
    release('Hi')
    await new Promise(setImmediate)
    expect([dropped, stats().dropped.shutdown_timeout, stats().accepted]).to.deep.equal([1, 1, 1])
    expect(tracker.accepted).to.have.length(0)
  })

  it('warns of wrong options of flush and close, and rejects for none', async () => {
    const warn = sinon.stub(process, 'emitWarning')
    const { flush, close } = start({ printErrors: true })
    await flush(null as never)
    await close({ timeout: 100 } as never)
    const warnings = warn.args.map(([message]) => message)
    expect(warnings[0]).to.match(/^dashbot\.flush: options must be an object/)
    expect(warnings[1]).to.match(/^dashbot\.close: unknown option timeout/)
  })

  it('takes the payload as it is when it is logged', async () => {
    const { twitter, flush } = start({ redact: { redactAsync: async (text) => text } })
    const message = { text: 'before', userId: 'ann' }
    void twitter.logIncoming(message)
    message.text = 'after'
    await flush()
    expect(texts()).to.deep.equal(['before'])
  })

  it('keeps the order behind a slow redactor', async () => {
    const delays: (() => void)[] = []
    const redact = {
      redactAsync: (text: string) =>
        new Promise<string>((resolve) => {
          delays.push(() => resolve(text))
        }),
    }
    const { twitter } = start({ redact })
    void twitter.logIncoming({ text: 'one', userId: 'ann' })
    void twitter.logIncoming({ text: 'two', userId: 'ann' })
    void twitter.logIncoming({ text: 'three', userId: 'ann' })
    for (const release of delays.reverse()) {
      release()
      await new Promise(setImmediate)
    }
    while (tracker.accepted.length < 3) await new Promise(setImmediate)
    expect(texts()).to.deep.equal(['one', 'two', 'three'])
  })

  it('removes personal data from the whole payload where redact is true', async () => {
    const { twitter, flush } = start({ redact: true })
    void twitter.logIncoming({
      text: 'I am ann@example.com',
      userId: 'ann',
      platformJson: { direct: { text: 'I am ann@example.com' } },
    })
    void twitter.logEvent({ type: 'shareEvent', userId: 'ann', sharedMessage: { text: 'ann@example.com' } })
    await flush()
    expect(tracker.accepted).to.have.length(2)
    expect(tracker.accepted.map(({ body }) => body).join())
      .to.include('[email]')
      .and.not.include('example.com')
  })

  it('sends nothing that could not be redacted', async () => {
    const redact = {
      redactAsync: async () => {
        throw new Error('no model')
      },
    }
    const { twitter, stats } = start({ redact, printErrors: true })
    sinon.stub(process, 'emitWarning')
    const error = await twitter
      .logIncoming({ text: 'ann@example.com', userId: 'ann' })
      .catch((reason) => reason)
    expect(error).to.include({ code: 'ERR_DASHBOT_CAPTURE' })
    expect(stats().dropped.before_send).to.equal(1)
    expect(tracker.requests).to.have.length(0)
  })

  it('survives values that are not payloads', async () => {
    const { twitter, stats } = start({ debug: true, printErrors: true })
    sinon.stub(console, 'log')
    sinon.stub(process, 'emitWarning')
    const circular: Record<string, unknown> = { userId: 'ann' }
    circular.text = circular
    for (const payload of [undefined, null, circular, 'text'] as unknown as object[]) {
      await twitter.logIncoming(payload).catch(() => {})
    }
    expect(stats().accepted).to.equal(4)
  })

  it('rejects what is logged after close', async () => {
    const { twitter, close, stats } = start({ printErrors: true, timeout: 20 })
    sinon.stub(process, 'emitWarning')
    await close()
    const error = await twitter.logIncoming({ text: 'late', userId: 'ann' }).catch((reason) => reason)
    expect(error).to.be.instanceOf(Error)
    expect(stats().dropped.closed).to.equal(1)
  })

  it('warns of errors and drops, unless they are not to be printed', async () => {
    tracker.behave = () => status(401)
    const emitWarning = sinon.stub(process, 'emitWarning')
    const silent = start()
    void silent.twitter.logIncoming({ text: 'Hi', userId: 'ann' })
    await silent.close()
    expect(emitWarning.called).to.equal(false)
    const loud = start({ printErrors: true })
    void loud.twitter.logIncoming({ text: 'Hi', userId: 'ann' })
    await loud.close()
    expect(emitWarning.args.flat().join()).to.include('401').and.include('rejected').and.not.include('KEY')
  })

  it('lets the process end', async () => {
    const { spawn } = await import('node:child_process')
    const script = `
      const { dashbot } = require('./build/src/compat')
      dashbot('KEY', { serverRoot: '${tracker.url}' }).twitter.logIncoming({ text: 'Hi', userId: 'ann' })
    `
    const [code] = await once(spawn(process.execPath, ['-e', script], { stdio: 'inherit' }), 'exit')
    expect(code).to.equal(0)
    expect(texts()).to.deep.equal(['Hi'])
  })

  for (const timeout of [Number.POSITIVE_INFINITY, 2 ** 40, 2_500.5]) {
    it(`takes a timeout of ${timeout} ms`, async () => {
      const { twitter, close } = start({ printErrors: true, timeout })
      const answer = twitter.logIncoming({ text: 'Hi', userId: 'ann' })
      expect(await answer).to.have.property('status', 200)
      await close()
    })
  }

  it('names the option that is not an address', () => {
    expect(() => dashbot('KEY', { serverRoot: 'tracker' })).to.throw(ConfigError)
    expect(() => dashbot('KEY', { urlRoot: 'tracker/track' })).to.throw(ConfigError, /urlRoot/)
  })
})
