import { expect } from 'chai'
import { toActivity } from '../../../src/twitter/activities/to-activity'
import { readEnvelope } from '../../../src/twitter/webhook/twitter-events'
import { botId, messageBody, messageEvent } from '../support/events'
import { only, read } from '../support/read-events'

describe('readEnvelope of what X does not send', () => {
  for (const text of ['', 'hello', '{"direct_message_events":[', '[]', '1', 'null', '"a"']) {
    it(`is undefined for ${text || 'nothing'}`, () => {
      expect(readEnvelope(text, { accounts: [botId] })).to.equal(undefined)
    })
  }

  const events: readonly unknown[] = [
    null,
    7,
    'event',
    {},
    { message_create: null },
    { message_create: { sender_id: '42' } },
    { message_create: { target: { recipient_id: '42' } } },
    { message_create: { sender_id: '', target: { recipient_id: '42' } } },
    { message_create: { sender_id: {}, target: [] } },
  ]
  for (const event of events) {
    it(`gives nothing for the event ${JSON.stringify(event)}, and all that is valid beside it`, () => {
      expect(read({ direct_message_events: [event, messageEvent('hi')] }, botId)).to.have.length(1)
    })
  }

  for (const body of [
    {},
    { unknown_events: [1] },
    { direct_message_events: {} },
    { data: {} },
    { user_event: { revoke: {} } },
  ]) {
    it(`gives nothing for ${JSON.stringify(body)}`, () => {
      expect(read(body, botId)).to.deep.equal([])
    })
  }

  it('copes with nesting of any depth', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    const event = JSON.stringify(messageEvent('hi')).replace('{', `{"deep":${deep},`)
    expect(only(readEnvelope(`{"direct_message_events":[${event}]}`, { accounts: [botId] }))).to.include({
      userId: '42',
    })
    expect(readEnvelope(deep, { accounts: [botId] })).to.deep.equal([])
    expect(readEnvelope('['.repeat(100_000), { accounts: [botId] })).to.equal(undefined)
  })

  it('takes ids that are numbers, those above 2^53 too, digit by digit', () => {
    const json = `{"for_user_id":3805104374,"direct_message_events":[{"id":1234567890123456789,
      "created_timestamp":1700000000123,"message_create":{"sender_id":1099511627776999999,
      "target":{"recipient_id":3805104374},"message_data":{"text":"see \\"9007199254740993\\" 1"}}}]}`
    const event = only(readEnvelope(json, { accounts: [] }))
    expect(event).to.deep.include({
      userId: '1099511627776999999',
      botId: '3805104374',
      messageId: '1234567890123456789',
      createdAt: '1700000000123',
    })
    expect(toActivity(event).text).to.equal('see "9007199254740993" 1')
  })

  it('leaves other big numbers as JSON.parse gives them, so that the event is what X sent', () => {
    const media = { id: 1019368384372895700, id_str: '1019368384372895744' }
    const event = messageEvent('hi', { data: { attachment: { type: 'media', media } } })
    expect(only(read(messageBody(event))).event).to.deep.equal(event)
  })
})
