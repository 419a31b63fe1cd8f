import { createHash } from 'node:crypto'
import { expect } from 'chai'
import sinon from 'sinon'
import { type BeforeSend, declareUserHandling } from '../../src/client/before-send'
import { DashbotClient } from '../../src/client/client'
import type { DashbotClientOptions } from '../../src/client/options'
import { DashbotError, ValidationError } from '../../src/errors'
import { dropPlatformJson } from '../../src/privacy/drop-platform-json'
import { MemoryTransport } from '../../src/transports/memory'
import type { DashbotMessage, DashbotPayload } from '../../src/wire/types'
import { payloadIssues } from '../../src/wire/validate'

const message = { text: 'Hello', userId: 'ann' }

function createClient(options: DashbotClientOptions = {}) {
  const transport = new MemoryTransport()
  const onError = sinon.spy()
  const onDrop = sinon.spy()
  const client = new DashbotClient({ transport, onError, onDrop, ...options })
  const sent = async (): Promise<readonly DashbotPayload[]> => {
    await client.flush()
    return transport.envelopes.map(({ payload }) => payload)
  }
  return { client, transport, onError, onDrop, sent }
}

describe('DashbotClient', () => {
  it('delivers what is logged, each as what it is', async () => {
    const { client, transport } = createClient()
    const event = { type: 'customEvent', name: 'done', userId: 'ann' } as const
    client.logIncoming(message)
    client.logOutgoing(message)
    client.logEvent(event)
    expect(await client.flush()).to.deep.equal({ delivered: 3, pending: 0, dropped: 0 })
    expect(transport.envelopes.map(({ type }) => type)).to.deep.equal(['incoming', 'outgoing', 'event'])
    expect(transport.envelopes.map(({ payload }) => payload)).to.deep.equal([message, message, event])
  })

  it('throws what Dashbot would refuse at the caller, and counts nothing', async () => {
    const { client } = createClient()
    const amount = Number.POSITIVE_INFINITY
    expect(() => client.logIncoming({ ...message, text: '' })).to.throw(ValidationError, 'text')
    expect(() => client.logOutgoing({ text: 'Hello' } as DashbotMessage))
      .to.throw(ValidationError)
      .with.property('path', 'userId')
    expect(() => client.logEvent({ type: 'revenueEvent', name: 'sale', userId: 'ann', amount }))
      .to.throw(ValidationError)
      .with.property('path', 'amount')
    expect(client.stats().accepted).to.equal(0)
  })

  it('sends what was captured, though it is changed afterwards', async () => {
    const { client, sent } = createClient()
    const payload = { ...message, platformJson: { list: [1] } }
    client.logIncoming(payload)
    payload.text = 'changed'
    payload.platformJson.list.push(2)
    expect(await sent()).to.deep.equal([{ ...message, platformJson: { list: [1] } }])
  })

  it('leaves platformJson out of a message that is too large, and drops one that is too large without it', async () => {
    const { client, sent, onDrop } = createClient({ maxMessageBytes: 500 })
    client.logIncoming({ ...message, platformJson: { blob: 'x'.repeat(1_000) } })
    client.logIncoming({ ...message, text: 'é'.repeat(400) })
    client.logIncoming({ ...message, text: 'x'.repeat(400) })
    const [shortened, whole] = await sent()
    expect(shortened).to.deep.equal({
      ...message,
      platformJson: { note: 'platformJson was left out: the message had more than 500 bytes' },
    })
    expect(whole).to.have.property('text').of.length(400)
    expect(client.stats().dropped.too_large).to.equal(1)
    expect(onDrop.args).to.deep.equal([[{ reason: 'too_large', count: 1 }]])
  })

  it('asks hooks first whether a message is too large, up to 4 times the bound', async () => {
    const shorten: BeforeSend = (payload) => ({ ...payload, text: Object(payload).text.slice(0, 9) })
    const beforeSend = [dropPlatformJson(), shorten]
    const { client, sent } = createClient({ maxMessageBytes: 500, beforeSend })
    client.logIncoming({ ...message, text: 'x'.repeat(600), platformUserJson: { of: 'y'.repeat(600) } })
    client.logIncoming({ ...message, text: 'x'.repeat(2_000) })
    expect(await sent()).to.deep.equal([{ ...message, text: 'x'.repeat(9) }])
    expect(client.stats().dropped.too_large).to.equal(1)
  })

  it('counts what is logged after close as closed', async () => {
    const { client, transport } = createClient()
    await client.close()
    client.logIncoming(message)
    expect(client.stats()).to.deep.include({ accepted: 1, delivered: 0, pending: 0 })
    expect(client.stats().dropped.closed).to.equal(1)
    expect(transport.envelopes).to.deep.equal([])
  })

  it('is closed at the end of an await using', async () => {
    const { client } = createClient()
    client.logIncoming(message)
    await client[Symbol.asyncDispose]()
    expect(client.stats().delivered).to.equal(1)
    client.logIncoming(message)
    expect(client.stats().dropped.closed).to.equal(1)
  })

  it('does nothing at all where it is not enabled', async () => {
    const { client, transport, onError } = createClient({ enabled: false })
    client.logIncoming({} as DashbotMessage)
    client.capture('incoming', {} as DashbotMessage)
    client.captureFailed('A part failed', new Error('boom'))
    expect(await client.flush()).to.deep.equal({ delivered: 0, pending: 0, dropped: 0 })
    expect(await client.close()).to.deep.equal({ delivered: 0, persisted: 0, dropped: 0 })
    expect(client.stats().accepted).to.equal(0)
    expect([transport.envelopes.length, onError.callCount]).to.deep.equal([0, 0])
  })

  it('writes one line for each attempt where it is to debug, without the text', async () => {
    const error = sinon.stub(console, 'error')
    const { client } = createClient({ debug: true })
    client.logIncoming({ ...message, text: 'a secret' })
    await client.close()
    error.restore()
    expect(error.args).to.have.length(1)
    expect(error.args[0]?.[0]).to.match(/^dashbot incoming [\w-]{36} was accepted after \d+ ms$/)
  })
})

describe("DashbotClient in the bot's path", () => {
  it('counts and reports what Dashbot would refuse, and throws nothing', () => {
    const { client, onError } = createClient()
    client.capture('incoming', { text: '', userId: 'ann' })
    client.capture('event', null as unknown as DashbotPayload)
    expect(onError.args.map(([error]) => error)).to.have.length(2)
    expect(onError.firstCall.args[0]).to.be.instanceOf(ValidationError).with.property('path', 'text')
    expect(client.stats()).to.deep.include({ accepted: 2, delivered: 0, pending: 0 })
    expect(client.stats().dropped.rejected).to.equal(2)
  })

  it('survives a payload whose own fields throw or do not serialize', () => {
    const { client, onError } = createClient()
    const throwing = {
      userId: 'ann',
      get text(): string {
        throw new Error('boom')
      },
    }
    client.capture('incoming', throwing)
    client.capture('incoming', { ...message, own: 1n } as DashbotPayload)
    expect(client.stats()).to.deep.include({ accepted: 2 })
    expect(client.stats().dropped.rejected).to.equal(1)
    expect(onError.args.map(([{ message }]) => message)).to.deep.equal([
      'A part of an incoming message was left out: in text, a getter or toJSON threw',
      'Dashbot would refuse this incoming message: text is required',
      'A part of an incoming message was left out: in own, it is a BigInt',
    ])
  })

  it('orders by the given conversation, else by that of the payload, else by the user', async () => {
    const { client, transport } = createClient()
    client.capture('incoming', message, { identity: { conversation: 'given' } })
    client.capture('incoming', { ...message, conversationId: 'own' })
    client.capture('incoming', message)
    await client.flush()
    const conversations = transport.envelopes.map(({ conversation }) => conversation)
    expect(conversations).to.have.members(['given', 'own', 'ann'])
  })

  it('reports that a turn could not be captured, with the cause', () => {
    const { client, onError } = createClient()
    const cause = new Error('boom')
    client.captureFailed('A part of the turn failed', cause)
    const error = onError.firstCall.args[0]
    expect(error).to.be.instanceOf(DashbotError)
    expect(error).to.include({
      code: 'ERR_DASHBOT_CAPTURE',
      cause,
      message: 'A part of the turn failed: Error: boom',
    })
    expect(client.stats().accepted).to.equal(0)
  })

  it('lets nothing out of callbacks that throw or reject', async () => {
    const failing = () => {
      throw new Error('callback')
    }
    const rejecting = async () => {
      throw new Error('callback')
    }
    for (const onError of [failing, rejecting]) {
      const { client } = createClient({ onError, onDrop: onError })
      client.capture('incoming', { text: '', userId: 'ann' })
      client.captureFailed('A part failed', new Error('boom'))
      await client.close()
      expect(client.stats().dropped.rejected).to.equal(1)
    }
  })
})

describe('beforeSend', () => {
  const upperCase: BeforeSend = (payload) =>
    'text' in payload ? { ...payload, text: payload.text.toUpperCase() } : payload
  const exclaim: BeforeSend = (payload) =>
    'text' in payload ? { ...payload, text: `${payload.text}!` } : payload

  it('runs in order, and knows what the payload is', async () => {
    const spy = sinon.spy(exclaim)
    const { client, sent } = createClient({ beforeSend: [upperCase, spy] })
    client.logOutgoing(message)
    expect(await sent()).to.deep.equal([{ ...message, text: 'HELLO!' }])
    expect(spy.firstCall.args[1]).to.deep.equal({
      type: 'outgoing',
      conversation: 'ann',
      userIds: ['ann'],
      names: [],
    })
  })

  it('drops a payload for which it returns null, and asks no later hook', async () => {
    const later = sinon.spy(upperCase)
    const { client, sent } = createClient({ beforeSend: [() => null, later] })
    client.logIncoming(message)
    expect(await sent()).to.deep.equal([])
    expect(later.called).to.equal(false)
    expect(client.stats().dropped.before_send).to.equal(1)
  })

  it('drops a payload where it throws, and reports that without throwing at the caller', () => {
    const { client, onError } = createClient({
      beforeSend: () => {
        throw new Error('boom')
      },
    })
    client.logIncoming(message)
    expect(client.stats().dropped.before_send).to.equal(1)
    expect(onError.firstCall.args[0]).to.have.property('code', 'ERR_DASHBOT_CAPTURE')
  })

  it('is refused where it returns a promise, even one that rejects', async () => {
    const { client, onError } = createClient({
      beforeSend: (async () => {
        throw new Error('boom')
      }) as unknown as BeforeSend,
    })
    client.logIncoming(message)
    await client.close()
    expect(client.stats().dropped.before_send).to.equal(1)
    expect(onError.firstCall.args[0].cause.message).to.include('synchronous')
  })

  it('sends nothing that it made invalid', () => {
    const { client, onError } = createClient({ beforeSend: () => ({ text: '', userId: 'ann' }) })
    client.logIncoming(message)
    expect(client.stats().dropped.rejected).to.equal(1)
    expect(onError.firstCall.args[0]).to.be.instanceOf(ValidationError)
  })

  it('says which mistake it is where a hook returns nothing, and gives that to no other hook', async () => {
    const later = sinon.spy((payload: DashbotPayload) => payload)
    const { client, onError } = createClient({ beforeSend: [(() => {}) as never, later] })
    client.logIncoming(message)
    await client.flush()
    expect(onError.firstCall.args[0].message).to.match(/^A beforeSend hook returned undefined: return the/)
    expect(client.stats().dropped.rejected).to.equal(1)
    expect(later.called).to.equal(false)
  })

  it('hides the key of the lane behind a digest where it may rename users', async () => {
    const { client, transport } = createClient({
      beforeSend: (payload) => ({ ...payload, userId: 'pseudonym' }),
    })
    client.capture('incoming', message, { identity: { conversation: 'ann-on-twitter' } })
    await client.flush()
    const digest = createHash('sha256').update('ann-on-twitter').digest('hex').slice(0, 32)
    expect(transport.envelopes[0]?.conversation).to.equal(digest)
  })

  it('hides the key of the lane where it drops the platform’s JSON, which may hold an id that the payload does not', async () => {
    const { client, transport } = createClient({ beforeSend: dropPlatformJson() })
    client.capture('incoming', message, { identity: { conversation: 'ann-on-twitter' } })
    await client.flush()
    expect(transport.envelopes[0]?.conversation).to.match(/^[0-9a-f]{32}$/)
  })

  it('keeps the key of the lane where it declares that it leaves users alone', async () => {
    const beforeSend = declareUserHandling((payload, about) => upperCase(payload, about), {
      changesUsers: false,
    })
    const { client, transport } = createClient({ beforeSend })
    client.capture('incoming', message, { identity: { conversation: 'lane' } })
    await client.flush()
    expect(transport.envelopes[0]?.conversation).to.equal('lane')
  })

  it('sees only what Dashbot would take', () => {
    const spy = sinon.spy(exclaim)
    const { client } = createClient({ beforeSend: spy })
    client.capture('incoming', { text: '', userId: 'ann' })
    expect(spy.called).to.equal(false)
    client.capture('incoming', message)
    expect(payloadIssues('incoming', spy.firstCall.args[0])).to.deep.equal([])
  })
})
