import { expect } from 'chai'
import sinon from 'sinon'
import { DashbotClient } from '../../src/client/client'
import { DimensionLabsFields } from '../../src/client/dimension-labs'
import { MemoryTransport } from '../../src/transports/memory'

const MINUTE_MS = 60_000
const message = { text: 'hi', userId: 'ann' }

describe("a client with service: 'dimensionlabs'", () => {
  it('gives messages the fields that its data format requires, and events as they are', async () => {
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
        event,
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
    Object(fields.missingIn('incoming', message, { conversation, capturedAt })).sessionId

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
      new DimensionLabsFields().missingIn('outgoing', message, about),
    )
    expect(conversationId).to.match(/^[0-9a-f]{32}$/)
    expect(sessionId).to.equal(`${conversationId}-1`)
  })

  it('takes the time of a message that has one', () => {
    const payload = { ...message, dashbot_timestamp: 7 }
    const about = { conversation: 'ann', capturedAt: 1 }
    expect(new DimensionLabsFields().missingIn('incoming', payload, about)).to.include({
      dimensionlabs_timestamp: 7,
    })
  })
})
