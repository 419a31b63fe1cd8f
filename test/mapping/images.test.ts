import { CardFactory } from 'botbuilder'
import { expect } from 'chai'
import type { ActivityLike, AttachmentLike } from '../../src/mapping/activity-like'
import { readMessage } from '../../src/mapping/to-message'

const images = (activity: ActivityLike): readonly string[] | undefined =>
  readMessage(activity, { direction: 'outgoing' }).message.images?.map(({ url }) => url)
const image = (contentUrl?: string): AttachmentLike => ({ contentType: 'image/png', contentUrl })
const a = 'https://example.com/a.png'
const b = 'http://example.com/b.png'

describe("a message's images", () => {
  it('are the attached ones, each once, in their order', () => {
    expect(images({ attachments: [image(a), image(b), image(a)] })).to.deep.equal([a, b])
  })

  it('are only what can be opened by anybody', () => {
    const attachments = [
      image('data:image/png;base64,AAAA'),
      image('file:///tmp/a.png'),
      image('/a.png'),
      image('https://'),
      image(),
      image('https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg'),
      image('https://smba.trafficmanager.net/emea/v3/attachments/0/views/original'),
      image('http://localhost:3978/a.png'),
      image('http://192.168.0.7/a.png'),
      image('http://[::1]/a.png'),
    ]
    expect(images({ attachments })).to.equal(undefined)
  })

  it('do not include videos, sounds or files', () => {
    const attachments = ['video/mp4', 'audio/ogg', 'application/pdf', undefined].map((contentType) => ({
      contentType,
      contentUrl: a,
    }))
    expect(images({ attachments })).to.equal(undefined)
  })

  it('come from cards too', () => {
    const receipt = {
      contentType: 'application/vnd.microsoft.card.receipt',
      content: { items: [{ image: { url: b } }] },
    }
    expect(images({ attachments: [CardFactory.heroCard('x', [a]), receipt] })).to.deep.equal([a, b])
    expect(images({ attachments: [CardFactory.thumbnailCard('x', [a])] })).to.deep.equal([a])
    const animation = CardFactory.animationCard('x', [], [], { image: { url: b, alt: '' } })
    expect(images({ attachments: [animation] })).to.deep.equal([b])
    const loose = { contentType: 'application/vnd.microsoft.card.hero', content: { images: [a] } }
    expect(images({ attachments: [loose] })).to.deep.equal([a])
  })

  it('come from an Adaptive Card wherever they stand in it', () => {
    const card = CardFactory.adaptiveCard({
      backgroundImage: 'https://example.com/background.png',
      body: [
        { type: 'ColumnSet', columns: [{ type: 'Column', items: [{ type: 'Image', url: a }] }] },
        { type: 'ImageSet', images: [{ type: 'Image', url: b }] },
      ],
    })
    expect(images({ attachments: [card] })).to.deep.equal([a, b])
  })

  it("come from Twitter's JSON where they are public", () => {
    const media = (type: string, media_url_https: string): object => ({
      message_data: { attachment: { type: 'media', media: { type, media_url_https } } },
    })
    const channelData = {
      direct_message_events: [
        { id: '1', message_create: media('photo', a) },
        { id: '2', message_create: media('animated_gif', b) },
        { id: '3', message_create: media('video', 'https://pbs.twimg.com/preview.jpg') },
        { id: '4', message_create: media('photo', 'https://ton.twitter.com/a.jpg') },
      ],
    }
    expect(images({ channelData })).to.deep.equal([a, b])
  })

  const heroCard = CardFactory.heroCard('x', [a])
  const sent = (message_data: object): object => ({
    direct_message_events: [{ id: '1', message_create: { message_data } }],
  })

  it('are those of the activity where X showed a medium, also one of which only the id is known', () => {
    const channelData = sent({ text: 'x', attachment: { type: 'media', media: { id: '7' } } })
    expect(images({ attachments: [heroCard], channelData })).to.deep.equal([a])
  })

  it('are absent where X showed no medium', () => {
    const channelData = sent({ text: 'x', attachment: { type: 'media', media: {} } })
    expect(images({ attachments: [heroCard], channelData })).to.equal(undefined)
  })

  it('are those of the activity beside Twitter JSON that is not yet an event of X', () => {
    const channelData = { direct_message_events: [{ message_create: { message_data: { text: 'x' } } }] }
    expect(images({ attachments: [heroCard], channelData })).to.deep.equal([a])
  })
})
