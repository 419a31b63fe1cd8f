import { CardFactory } from 'botbuilder'
import { expect } from 'chai'
import type { ActivityLike } from '../../src/mapping/activity-like'
import { toMessage } from '../../src/mapping/to-message'

const textOf = (activity: ActivityLike): string => toMessage(activity, { direction: 'outgoing' }).text
const dm = (data: object): object => ({ direct_message_events: [{ message_create: { message_data: data } }] })
const medium = (type: string): object => ({
  type: 'media',
  media: {
    type,
    media_url_https: 'https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg',
    url: 'https://t.co/abc',
  },
})

describe("a message's text", () => {
  it("is the activity's, unchanged", () => {
    expect(textOf({ text: ' Hello &amp; goodbye \ud800' })).to.equal(' Hello &amp; goodbye \ud800')
  })

  it('is a number that a bot sent in place of a string', () => {
    expect(textOf({ text: 42 } as unknown as ActivityLike)).to.equal('42')
  })

  it("is Twitter's where the activity has none, with its three entities decoded once", () => {
    expect(textOf({ channelData: dm({ text: '1 &lt; 2 &amp;amp; 3 &gt; 2' }) })).to.equal('1 < 2 &amp; 3 > 2')
  })

  it("leaves out the link to the DM's own medium", () => {
    const channelData = dm({ text: 'Look! https://t.co/abc', attachment: medium('photo') })
    expect(textOf({ channelData })).to.equal('Look!')
  })

  const cards: readonly (readonly [string, unknown, string])[] = [
    ['hero', CardFactory.heroCard('Title', 'Text', [], []), 'Title'],
    ['hero without title', CardFactory.heroCard('', 'Text', [], []), 'Text'],
    ['hero with a subtitle alone', CardFactory.heroCard('', [], [], { subtitle: 'Sub' }), 'Sub'],
    ['thumbnail', CardFactory.thumbnailCard('Thumb', [], []), 'Thumb'],
    ['sign-in', CardFactory.signinCard('Log in', 'https://example.com', 'Please log in'), 'Please log in'],
    ['receipt', CardFactory.receiptCard({ title: 'Receipt' } as never), 'Receipt'],
    ['video', CardFactory.videoCard('Film', []), 'Film'],
    [
      'adaptive',
      CardFactory.adaptiveCard({
        body: [
          { type: 'Image', url: 'https://example.com/a.png' },
          {
            type: 'Container',
            items: [
              { type: 'TextBlock', text: 'Forecast' },
              { type: 'TextBlock', text: 'Sun' },
            ],
          },
        ],
      }),
      'Forecast',
    ],
    [
      'adaptive with rich text',
      CardFactory.adaptiveCard({
        body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'Rich' }] }],
      }),
      'Rich',
    ],
  ]
  for (const [kind, card, expected] of cards) {
    it(`is a card's where there is no other: ${kind}`, () => {
      expect(textOf({ text: '  ', attachments: [card as object] })).to.equal(expected)
    })
  }

  const placeholders: readonly (readonly [string, ActivityLike, string])[] = [
    ['a picture', { attachments: [{ contentType: 'image/png' }] }, '[image]'],
    ['a film', { attachments: [{ contentType: 'video/mp4' }] }, '[video]'],
    ['a sound', { attachments: [{ contentType: 'audio/ogg' }] }, '[audio]'],
    ['a file', { attachments: [{ contentType: 'application/pdf' }] }, '[attachment]'],
    ['an attachment of no type', { attachments: [{}] }, '[attachment]'],
    ['an animation card', { attachments: [CardFactory.animationCard('', [])] }, '[image]'],
    ['a video card', { attachments: [CardFactory.videoCard('', [])] }, '[video]'],
    ['an audio card', { attachments: [CardFactory.audioCard('', [])] }, '[audio]'],
    ['a place', { attachments: [{ contentType: 'application/geo+json' }] }, '[location]'],
    [
      "Twitter's photo",
      { channelData: dm({ text: 'https://t.co/abc', attachment: medium('photo') }) },
      '[image]',
    ],
    ["Twitter's GIF", { channelData: dm({ attachment: medium('animated_gif') }) }, '[image]'],
    ["Twitter's video", { channelData: dm({ attachment: medium('video') }) }, '[video]'],
    [
      "Twitter's location",
      { channelData: dm({ attachment: { type: 'location', location: {} } }) },
      '[location]',
    ],
    [
      'an answer with a location',
      { channelData: dm({ quick_reply_response: { type: 'location' } }) },
      '[location]',
    ],
    ['a place of a channel', { entities: [{ type: 'mention' }, { type: 'Place', geo: {} }] }, '[location]'],
    ['nothing at all', {}, '[attachment]'],
  ]
  for (const [what, activity, expected] of placeholders) {
    it(`is ${expected} for ${what}`, () => {
      expect(textOf(activity)).to.equal(expected)
    })
  }
})
