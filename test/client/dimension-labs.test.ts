import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import sinon from 'sinon'
import { DashbotClient } from '../../src/client/client'
import { DimensionLabsFields } from '../../src/client/dimension-labs'
import { hashUserIds } from '../../src/privacy/hash-user-ids'
import { pseudonymize } from '../../src/privacy/pseudonymize'
import { MemoryTransport } from '../../src/transports/memory'

const MINUTE_MS = 60_000
const message = { text: 'hi', userId: 'ann' }

describe("a client with service: 'dimensionlabs'", () => {
  it('gives messages the fields that its data format requires, and events the same conversation', async () => {
    const clock = sinon.useFakeTimers({ now: 1_700_000_000_000, toFake: ['Date'] })
    try {
      const transport = new MemoryTransport()
      const client = new DashbotClient({ transport, service: 'dimensionlabs' })
      const event = { type: 'customEvent', name: 'e', userId: 'ann' } as const
      client.logIncoming(message)
      client.logOutgoing({ ...message, conversationId: 'c', sessionId: 's' })
      client.logEvent(event)
      await client.flush()
      const payloads = transport.envelopes.map(({ payload }) => payload)
      expect(payloads).to.deep.include.members([
        {
          ...message,
          incoming: true,
          conversationId: 'ann',
          sessionId: 'ann-1700000000000',
          dimensionlabs_timestamp: 1_700_000_000_000,
        },
        {
          ...message,
          conversationId: 'c',
          sessionId: 's',
          incoming: false,
          dimensionlabs_timestamp: 1_700_000_000_000,
        },
        { ...event, conversationId: 'ann' },
      ])
    } finally {
      clock.restore()
    }
  })

  it('adds nothing for the service by its first name', async () => {
    const transport = new MemoryTransport()
    const client = new DashbotClient({ transport })
    client.logIncoming(message)
    await client.flush()
    expect(transport.envelopes[0]?.payload).to.deep.equal(message)
  })
})

describe('DimensionLabsFields', () => {
  const sessionAt = (fields: DimensionLabsFields, capturedAt: number, conversation = 'ann'): string =>
    Object(fields.complete('incoming', message, { conversation, capturedAt })).sessionId

  it('begins a new session after 5 minutes of silence, by conversation', () => {
    const fields = new DimensionLabsFields()
    expect(sessionAt(fields, 0)).to.equal('ann-0')
    expect(sessionAt(fields, 5 * MINUTE_MS)).to.equal('ann-0')
    expect(sessionAt(fields, 5 * MINUTE_MS, 'bob')).to.equal('bob-300000')
    expect(sessionAt(fields, 10 * MINUTE_MS + 1)).to.equal('ann-600001')
  })

  it('has no colon in the ids, which Dimension Labs does not take', () => {
    const about = { conversation: '29:1abc', capturedAt: 1 }
    const { conversationId, sessionId } = Object(
      new DimensionLabsFields().complete('outgoing', message, about),
    )
    expect(conversationId).to.match(/^[0-9a-f]{32}$/)
    expect(sessionId).to.equal(`${conversationId}-1`)
    const given = { ...message, conversationId: '29:1abc', sessionId: '29:1abc' }
    expect(new DimensionLabsFields().complete('outgoing', given, about)).to.include({
      conversationId,
      sessionId: conversationId,
    })
  })

  it('gives events the conversation of messages: where only the channel names one, the lane’s key', () => {
    const event = { type: 'customEvent', name: 'e', userId: 'ann' } as const
    const about = { conversation: 'ann', channelConversationId: 'dm-1', capturedAt: 1 }
    const idOf = (conversationId: string): unknown =>
      Object(new DimensionLabsFields().complete('event', { ...event, conversationId }, about)).conversationId
    expect(idOf('dm-1')).to.equal('ann')
    expect(idOf('mine')).to.equal('mine')
    expect(idOf('a:b')).to.match(/^[0-9a-f]{32}$/)
  })

  for (const hook of [hashUserIds, pseudonymize]) {
    it(`makes ids under the secret of ${hook.name}: a digest without one is found by trying`, async () => {
      const transport = new MemoryTransport()
      const secret = 'a secret of enough length'
      const userId = 'whatsapp:+4930901820'
      const client = new DashbotClient({ transport, service: 'dimensionlabs', beforeSend: hook(secret) })
      client.logIncoming({ text: 'hi', userId })
      client.logEvent({ type: 'customEvent', name: 'e', userId })
      await client.flush()
      const digest = createHmac('sha256', secret).update(userId).digest('hex').slice(0, 32)
      const ids = transport.envelopes.map(({ payload }) => payload.conversationId)
      expect(ids).to.deep.equal([digest, digest])
      expect(Object(transport.envelopes[0]?.payload).sessionId).to.match(new RegExp(`^${digest}-\\d+$`))
    })
  }

  it('takes the time of a message that has one', () => {
    const payload = { ...message, dashbot_timestamp: 7 }
    const about = { conversation: 'ann', capturedAt: 1 }
    expect(new DimensionLabsFields().complete('incoming', payload, about)).to.include({
      dimensionlabs_timestamp: 7,
    })
  })
})
