import { CardFactory } from 'botbuilder'
import { expect } from 'chai'
import type { ActivityLike } from '../../src/mapping/activity-like'
import { readMessage } from '../../src/mapping/to-message'

const textOf = (activity: ActivityLike): string =>
  readMessage(activity, { direction: 'outgoing' }).message.text
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

  it("has X's three entities decoded once", () => {
    expect(textOf({ channelData: dm({ text: '1 &lt; 2 &amp;amp; 3 &gt; 2' }) })).to.equal('1 < 2 &amp; 3 > 2')
  })

  it("leaves out the link to the DM's own medium", () => {
    const channelData = dm({ text: 'Look! https://t.co/abc', attachment: medium('photo') })
    expect(textOf({ channelData })).to.equal('Look!')
  })

  it('is that of X, where the activity has another', () => {
    const channelData = dm({ text: 'What X showed' })
    expect(textOf({ text: 'What the bot wrote', channelData })).to.equal('What X showed')
  })

  it('has a line for each direct message that one activity became', () => {
    const events = ['One', 'Two', 'Three'].map((text, index) => ({
      id: String(index),
      message_create: { message_data: { text } },
    }))
    const attachments = [CardFactory.heroCard('One', 'Three', [], [], { subtitle: 'Two' })]
    const channelData = { direct_message_events: events }
    expect(textOf({ id: '2', attachments, channelData })).to.equal('One\nTwo\nThree')
  })

  it('is not one that did not go out, where X took the message before it only', () => {
    const events = [{ id: '1', message_create: { message_data: { attachment: medium('photo') } } }]
    const activity = { text: 'Two photos', channelData: { direct_message_events: events } }
    expect(textOf(activity)).to.equal('[image]')
  })

  it('is of the one direct message that came in, where a webhook brought several', () => {
    const events = ['One', 'Two'].map((text, index) => ({
      id: String(index),
      message_create: { message_data: { text } },
    }))
    const activity = { id: '1', channelData: { direct_message_events: events } }
    expect(readMessage(activity, { direction: 'incoming' }).message.text).to.equal('Two')
  })

  it("has X's links in full", () => {
    const urls = [
      { url: 'https://t.co/1', expanded_url: 'https://example.com/$&/a' },
      { url: 'https://t.co/2' },
      null,
    ]
    const channelData = dm({ text: 'https://t.co/1 or https://t.co/2', entities: { urls } })
    expect(textOf({ channelData })).to.equal('https://example.com/$&/a or https://t.co/2')
  })

  it('has each link in full, also one that another begins with', () => {
    const urls = [
      { url: 'https://t.co/1', expanded_url: 'https://example.com/t.co/one' },
      { url: 'https://t.co/12', expanded_url: 'https://example.com/https://t.co/1' },
    ]
    const channelData = dm({ text: 'https://t.co/1, https://t.co/12.', entities: { urls } })
    expect(textOf({ channelData })).to.equal(
      'https://example.com/t.co/one, https://example.com/https://t.co/1.',
    )
  })

  it('is the activity’s where the bot answers with a copy of what the user sent', () => {
    const message_create = {
      sender_id: 'ann',
      target: { recipient_id: 'bot' },
      message_data: { text: 'Hello' },
    }
    const channelData = { direct_message_events: [{ id: '1', message_create }] }
    const reply = { text: 'You said Hello', recipient: { id: 'ann' }, channelData }
    expect(textOf(reply)).to.equal('You said Hello')
    expect(textOf({ ...reply, text: undefined })).to.equal('Hello')
  })

  it("is the activity's text and those of all cards, line by line", () => {
    const attachments = [
      CardFactory.heroCard('First', 'of two', [], [], { subtitle: 'Card' }),
      CardFactory.thumbnailCard('Second', [], []),
      { contentType: 'text/html', content: '<p>Both</p>' },
    ]
    expect(textOf({ text: 'Both', attachments })).to.equal('Both\nFirst\nCard\nof two\nSecond')
  })

  it("reads a card's content from JSON text", () => {
    const content = JSON.stringify({ type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Forecast' }] })
    const contentType = 'application/vnd.microsoft.card.adaptive'
    expect(textOf({ attachments: [{ contentType, content }] })).to.equal('Forecast')
    expect(textOf({ attachments: [{ contentType, content: '{"type":' }] })).to.equal('[attachment]')
  })

  it('compares media types without case and parameters', () => {
    const content = { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Forecast' }] }
    const contentType = 'application/vnd.microsoft.card.Adaptive; charset=utf-8'
    expect(textOf({ attachments: [{ contentType, content }] })).to.equal('Forecast')
    expect(textOf({ attachments: [{ contentType: 'IMAGE/PNG' }] })).to.equal('[image]')
  })

  it('passes over null among attachments', () => {
    expect(textOf({ attachments: [null, { contentType: 'image/png' }] as never })).to.equal('[image]')
    expect(textOf({ attachments: [null, undefined, 'image/png'] as never })).to.equal('[empty]')
  })

  const hero = { contentType: 'application/vnd.microsoft.card.hero' }
  const actions = [{ title: 'Yes', value: 'y' }, { title: 'No' }]
  const image = { url: 'https://example.com/a.png' }
  const instead: readonly (readonly [string, ActivityLike, string])[] = [
    ['what it speaks', { speak: 'Hello', summary: 'Greeting', suggestedActions: { actions } }, 'Hello'],
    [
      'what its SSML speaks',
      {
        speak: '<speak version="1.0"><voice name="x">Hello <break time="1s"/>Tom &amp; Ann</voice>.</speak>',
      },
      'Hello Tom & Ann.',
    ],
    ['its summary', { speak: ' ', summary: 'Greeting', suggestedActions: { actions } }, 'Greeting'],
    [
      'the text that is attached',
      { attachments: [{ contentType: 'text/plain', content: 'A note' }], suggestedActions: { actions } },
      'A note',
    ],
    ['the labels of its buttons', { suggestedActions: { actions } }, 'Yes, No'],
    [
      "the labels of a card's buttons",
      { attachments: [{ ...hero, content: { buttons: actions } }] },
      'Yes, No',
    ],
    [
      "the image of a card, whatever the card's buttons",
      { speak: 'Hello', attachments: [{ ...hero, content: { images: [image], buttons: actions } }] },
      '[image]',
    ],
    ['a card that shows nothing', { attachments: [{ ...hero, content: {} }] }, '[attachment]'],
    ['a file, whatever it speaks', { speak: 'Hello', attachments: [{ contentType: 'a/b' }] }, '[attachment]'],
  ]
  for (const [what, activity, expected] of instead) {
    it(`is ${expected} for a message without text: ${what}`, () => {
      expect(textOf(activity)).to.equal(expected)
    })
  }

  const cards: readonly (readonly [string, unknown, string])[] = [
    ['hero', CardFactory.heroCard('Title', 'Text', [], [], { subtitle: 'Sub' }), 'Title\nSub\nText'],
    [
      'Office 365 connector',
      CardFactory.o365ConnectorCard({
        title: 'Build',
        text: 'failed',
        sections: [
          { title: 'Step', activityTitle: 'Tests', text: 'red', facts: [{ name: 'Count', value: '3' }] },
        ],
      }),
      'Build\nfailed\nStep\nTests\nred\nCount: 3',
    ],
    ['hero without title', CardFactory.heroCard('', 'Text', [], []), 'Text'],
    ['hero with a subtitle alone', CardFactory.heroCard('', [], [], { subtitle: 'Sub' }), 'Sub'],
    ['thumbnail', CardFactory.thumbnailCard('Thumb', [], []), 'Thumb'],
    ['sign-in', CardFactory.signinCard('Log in', 'https://example.com', 'Please log in'), 'Please log in'],
    [
      'receipt',
      CardFactory.receiptCard({
        title: 'Receipt',
        facts: [{ key: 'Order', value: '7' }],
        items: [{ title: 'Sandwich', subtitle: 'ham', price: '$ 5' }],
        total: '$ 5',
      } as never),
      'Receipt\nOrder: 7\nSandwich\nham\n$ 5\n$ 5',
    ],
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
      'Forecast\nSun',
    ],
    [
      'adaptive with rich text',
      CardFactory.adaptiveCard({
        body: [{ type: 'RichTextBlock', inlines: ['Very ', { type: 'TextRun', text: 'rich' }, null] }],
      }),
      'Very rich',
    ],
    [
      'adaptive with facts and inputs',
      CardFactory.adaptiveCard({
        body: [
          { type: 'FactSet', facts: [{ title: 'Wind', value: '4' }, { title: 'Rain' }] },
          { type: 'Input.Text', id: 'city', label: 'City' },
        ],
      }),
      'Wind: 4\nRain\nCity',
    ],
    [
      'adaptive with its fallback alone',
      CardFactory.adaptiveCard({ fallbackText: 'The forecast', body: [{ type: 'Unknown' }] }),
      'The forecast',
    ],
  ]
  for (const [kind, card, expected] of cards) {
    it(`has each text of a card in order: ${kind}`, () => {
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
    ['nothing at all', {}, '[empty]'],
  ]
  for (const [what, activity, expected] of placeholders) {
    it(`is ${expected} for ${what}`, () => {
      expect(textOf(activity)).to.equal(expected)
    })
  }
})
