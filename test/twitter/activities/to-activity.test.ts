import { expect } from 'chai'
import { toActivity } from '../../../src/twitter/activities/to-activity'
import { readEnvelope } from '../../../src/twitter/webhook/twitter-events'
import { botId, messageBody, messageEvent } from '../support/events'

function activityOf(body: object) {
  const [event] = readEnvelope(JSON.stringify(body), { accounts: [botId] }) ?? []
  if (event === undefined || event.kind === 'chat') throw new Error('There is no plain event.')
  return toActivity(event)
}

const messageWith = (text: string, data: object = {}) => activityOf(messageBody(messageEvent(text, { data })))

const user = { id: '42', role: 'user' }
const bot = { id: botId, role: 'bot' }
const channel = {
  channelId: 'twitter',
  serviceUrl: 'https://api.x.com',
  conversation: { id: '42', isGroup: false },
}

describe('toActivity', () => {
  it('gives a message with its event, and nothing that it has not', () => {
    const event = messageEvent('hello', { id: '1234567890123456789' })
    expect(activityOf(messageBody(event))).to.deep.equal({
      type: 'message',
      id: '1234567890123456789',
      timestamp: new Date(1_700_000_000_123),
      ...channel,
      from: user,
      recipient: bot,
      text: 'hello',
      channelData: { for_user_id: botId, direct_message_events: [event] },
    })
  })

  it('names the participants as X does', () => {
    const users = { 42: { id: '42', name: 'Ann' }, [botId]: { id: botId, name: 'Furni' } }
    const activity = activityOf({ ...messageBody(messageEvent('hi')), users })
    expect(activity).to.deep.include({ from: { ...user, name: 'Ann' }, recipient: { ...bot, name: 'Furni' } })
    expect(activity.channelData).to.deep.include({ users })
  })

  it('has the same conversation for all messages of a pair, and another for others', () => {
    const ids = ['42', '42', '43'].map(
      (from) => activityOf(messageBody(messageEvent('hi', { from }))).conversation.id,
    )
    expect(ids).to.deep.equal(['42', '42', '43'])
  })

  it('has no timestamp where that of X is missing or invalid', () => {
    for (const created_timestamp of [undefined, '', 'soon', '9e99', {}]) {
      const activity = activityOf(messageBody({ ...messageEvent('hi'), created_timestamp }))
      expect(activity).to.not.have.property('timestamp')
    }
  })

  describe('text', () => {
    const texts: readonly [sent: string, text: string][] = [
      ['a &lt;b&gt; &amp; c', 'a <b> & c'],
      ['&amp;lt;', '&lt;'],
      ['&amp;amp;amp;', '&amp;amp;'],
      ['&quot;&#39;&nbsp;', '&quot;&#39;&nbsp;'],
      [' spaces stay ', ' spaces stay '],
      ['https://t.co/other', 'https://t.co/other'],
      ['', ''],
    ]
    for (const [sent, text] of texts) {
      it(`of ${JSON.stringify(sent)} is ${JSON.stringify(text)}`, () => {
        expect(messageWith(sent).text).to.equal(text)
      })
    }

    const url = 'https://t.co/abc'
    const media = {
      type: 'media',
      media: { type: 'photo', url, media_url_https: 'https://ton.twitter.com/a.jpg' },
    }
    const withMedia: readonly [sent: string, text: string][] = [
      [`look at this ${url}`, 'look at this'],
      [`${url}`, ''],
      [` ${url} `, ''],
      [`${url} is in the middle`, `${url} is in the middle`],
      [`https://t.co/kept ${url}`, 'https://t.co/kept'],
      [`&lt;3 ${url}`, '<3'],
    ]
    for (const [sent, text] of withMedia) {
      it(`of a medium with ${JSON.stringify(sent)} is ${JSON.stringify(text)}`, () => {
        expect(messageWith(sent, { attachment: media }).text).to.equal(text)
      })
    }

    it('is empty where X sends none', () => {
      const event = messageEvent('')
      const { text: _text, ...data } = event.message_create.message_data
      const create = { ...event.message_create, message_data: data }
      expect(activityOf(messageBody({ ...event, message_create: create })).text).to.equal('')
    })
  })

  describe('attachments', () => {
    const attachmentsOf = (media: object) =>
      messageWith('x', { attachment: { type: 'media', media } }).attachments
    const photo = { id: 1, id_str: '1019368384372895744', type: 'photo' }

    it('of a photo say that it needs OAuth', () => {
      const media_url_https = 'https://ton.twitter.com/1.1/ton/data/dm/1/2/abc.jpg:large'
      expect(attachmentsOf({ ...photo, media_url_https })).to.deep.equal([
        {
          contentType: 'image/jpeg',
          contentUrl: media_url_https,
          content: { mediaId: '1019368384372895744', type: 'photo', requiresOAuth: true },
        },
      ])
    })

    const photos: readonly [url: string, contentType: string][] = [
      ['https://pbs.twimg.com/media/a.png', 'image/png'],
      ['https://pbs.twimg.com/media/a.webp?name=large', 'image/webp'],
      ['https://pbs.twimg.com/media/a', 'image/jpeg'],
    ]
    for (const [url, contentType] of photos) {
      it(`of the public photo ${url} are ${contentType}`, () => {
        const [attachment] = attachmentsOf({ type: 'photo', media_url: url }) ?? []
        expect(attachment).to.deep.equal({
          contentType,
          contentUrl: url,
          content: { type: 'photo', requiresOAuth: false },
        })
      })
    }

    it('of a video are its mp4 of the highest bitrate', () => {
      const variant = (bitrate: number | undefined, name: string, content_type = 'video/mp4') => ({
        ...(bitrate !== undefined && { bitrate }),
        content_type,
        url: `https://video.twimg.com/dm_video/1/${name}`,
      })
      const variants = [
        variant(undefined, 'a.m3u8', 'application/x-mpegURL'),
        variant(320_000, 'low.mp4'),
        variant(2_176_000, 'high.mp4'),
        variant(undefined, 'unknown.mp4'),
      ]
      const media_url_https = 'https://pbs.twimg.com/dm_video_preview/1.jpg'
      const media = { ...photo, type: 'video', media_url_https, video_info: { variants } }
      expect(attachmentsOf(media)).to.deep.equal([
        {
          contentType: 'video/mp4',
          contentUrl: 'https://video.twimg.com/dm_video/1/high.mp4',
          thumbnailUrl: media_url_https,
          content: { mediaId: '1019368384372895744', type: 'video', requiresOAuth: false },
        },
      ])
    })

    it('of a GIF are its mp4', () => {
      const url = 'https://video.twimg.com/dm_gif/1/a.mp4'
      const variants = [{ bitrate: 0, content_type: 'video/mp4', url }]
      expect(attachmentsOf({ type: 'animated_gif', video_info: { variants } })).to.deep.equal([
        {
          contentType: 'video/mp4',
          contentUrl: url,
          content: { type: 'animated_gif', requiresOAuth: false },
        },
      ])
    })

    for (const media of [
      {},
      { type: 'photo' },
      { type: 'video' },
      { type: 'video', video_info: { variants: [{}] } },
    ]) {
      it(`are absent for ${JSON.stringify(media)}`, () => {
        expect(attachmentsOf(media)).to.equal(undefined)
      })
    }

    const locationOf = (location: object) =>
      messageWith('x', { attachment: { type: 'location', location } }).attachments

    it('of a shared coordinate are a point, longitude first', () => {
      const coordinates = { type: 'Point', coordinates: [-122.443893, 37.771718] }
      expect(locationOf({ type: 'shared_coordinate', shared_coordinate: { coordinates } })).to.deep.equal([
        { contentType: 'application/geo+json', content: coordinates },
      ])
    })

    it('of a shared place are its id', () => {
      const place = { id: '5a110d312052166f' }
      expect(locationOf({ type: 'shared_place', shared_place: { place } })).to.deep.equal([
        { contentType: 'application/geo+json', content: { type: 'Place', id: '5a110d312052166f' } },
      ])
    })

    it('are absent for a location without a place', () => {
      expect(locationOf({})).to.equal(undefined)
      expect(locationOf({ shared_coordinate: { coordinates: { coordinates: [null, 7] } } })).to.equal(
        undefined,
      )
    })
  })

  it('has the metadata of a quick reply as its value, and none where there is none', () => {
    expect(messageWith('x', { quick_reply_response: { type: 'options', metadata: 'yes' } }).value).to.equal(
      'yes',
    )
    expect(messageWith('x', { quick_reply_response: { type: 'options' } })).to.not.have.property('value')
    expect(messageWith('x', { quick_reply_response: { type: 'location' } })).to.not.have.property('value')
  })

  it('gives typing', () => {
    const event = { created_timestamp: '1700000000123', sender_id: '42', target: { recipient_id: botId } }
    expect(activityOf({ direct_message_indicate_typing_events: [event] })).to.deep.equal({
      type: 'typing',
      timestamp: new Date(1_700_000_000_123),
      ...channel,
      from: user,
      recipient: bot,
      channelData: { direct_message_indicate_typing_events: [event] },
    })
  })

  it('gives a read receipt as an event', () => {
    const event = { sender_id: '42', target: { recipient_id: botId }, last_read_event_id: '7' }
    expect(activityOf({ direct_message_mark_read_events: [event] })).to.deep.equal({
      type: 'event',
      name: 'readReceipt',
      ...channel,
      from: user,
      recipient: bot,
      value: { lastReadMessageId: '7' },
      channelData: { direct_message_mark_read_events: [event] },
    })
  })

  it("gives a message of the bot's own account as an event from the bot", () => {
    const event = messageEvent('a &lt; b', { from: botId, to: '42', id: '7' })
    expect(activityOf(messageBody(event))).to.deep.include({
      type: 'event',
      name: 'echo',
      id: '7',
      ...channel,
      from: bot,
      recipient: user,
      value: { text: 'a < b' },
    })
  })

  it('gives a revocation as an event from the account that revoked', () => {
    const revoke = {
      date_time: '2026-05-24T09:48:12+00:00',
      target: { app_id: '1' },
      source: { user_id: '42' },
    }
    expect(activityOf({ user_event: { revoke } })).to.deep.equal({
      type: 'event',
      name: 'revoke',
      timestamp: new Date('2026-05-24T09:48:12Z'),
      ...channel,
      from: user,
      recipient: bot,
      value: { userId: '42' },
      channelData: { user_event: { revoke } },
    })
  })
})
