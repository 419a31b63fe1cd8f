import { expect } from 'chai'
import fc from 'fast-check'
import { toActivity } from '../../../src/twitter/activities/to-activity'
import { readEnvelope } from '../../../src/twitter/webhook/twitter-events'
import { botId, messageBody, messageEvent } from '../support/events'
import { only, read } from '../support/read-events'

/** Bodies whose keys are X's and whose values are anything. */
const anyBody = fc.letrec((tie) => {
  const keys = fc.constantFrom(
    'for_user_id',
    'direct_message_events',
    'direct_message_indicate_typing_events',
    'users',
    'apps',
    'data',
    'direct_message_mark_read_events',
    'message_create',
    'message_data',
    'sender_id',
    'target',
    'recipient_id',
    'id',
    'text',
    'entities',
    'attachment',
    'media',
    'url',
    'type',
    'video_info',
    'variants',
    'location',
    'shared_coordinate',
    'coordinates',
    'shared_place',
    'place',
    'quick_reply_response',
    'metadata',
    'payload',
    'filter',
    'user_id',
    'event_type',
    'user_event',
    'revoke',
    'source',
    'created_timestamp',
    'date_time',
    '__proto__',
    'constructor',
    'last_read_event_id',
    'media_url_https',
    'id_str',
    'name',
  )
  const leaves = fc.oneof(
    fc.string(),
    fc.double(),
    fc.bigInt().map(Number),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(
      '42',
      botId,
      'dm.received',
      'dm.sent',
      'oauth.revoke',
      'message_create',
      'photo',
      'video/mp4',
    ),
  )
  return {
    value: fc.oneof({ maxDepth: 7 }, leaves, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
  }
}).object

/** Valid bodies, with anything beside and below what counts. */
const nearlyValidBody = fc
  .record({
    text: anyBody,
    data: anyBody,
    id: fc.oneof(fc.string(), fc.double()),
    rest: anyBody,
    from: fc.string(),
  })
  .map(({ text, data, id, rest, from }) => ({
    ...rest,
    direct_message_events: [
      {
        id,
        message_create: { sender_id: from, target: { recipient_id: botId }, message_data: { text, ...data } },
      },
    ],
  }))

describe('the way from a body to activities', () => {
  it('never fails, and gives whole activities without nulls, for anything', () => {
    fc.assert(
      fc.property(fc.oneof(anyBody, nearlyValidBody), (body) => {
        const events = readEnvelope(JSON.stringify(body), { accounts: [botId] })
        for (const activity of (events ?? []).flatMap((event) =>
          event.kind === 'chat' ? [] : toActivity(event),
        )) {
          const { channelData, value, ...fields } = activity
          expect(fields.conversation.id).to.be.a('string').and.not.equal('')
          expect(fields.from.id).to.be.a('string')
          expect(channelData).to.be.an('object')
          expect(nothings(fields)).to.deep.equal([])
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('never fails for text that is no JSON', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readEnvelope(text, { accounts: [botId] })
      }),
    )
  })

  it('keeps the text of any message', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
        expect(toActivity(only(read(messageBody(messageEvent(escaped))))).text).to.equal(text)
      }),
    )
  })
})

/** The paths of what is null or undefined. */
function nothings(value: unknown, path = ''): string[] {
  if (value === null || value === undefined) return [path]
  if (typeof value !== 'object' || value instanceof Date) return []
  return Object.entries(value).flatMap(([key, inner]) => nothings(inner, `${path}.${key}`))
}
