import { CardFactory, MessageFactory } from 'botbuilder'
import { expect } from 'chai'
import type { ActivityLike } from '../../../src/mapping/activity-like'
import { DirectMessageError } from '../../../src/twitter'
import { planMessages } from '../../../src/twitter/messages/plan-messages'

const plan = (activity: unknown, canUpload = true) => planMessages(activity as ActivityLike, { canUpload })

const image = (contentUrl: string) => ({ contentType: 'image/png', contentUrl })
const media = (source: string, contentType = 'image/png') => ({ media: { contentType, source } })
const replies = (count: number, reply: object = {}) =>
  Array.from({ length: count }, (_, index) => ({
    type: 'postBack',
    title: `Option ${index}`,
    value: index,
    ...reply,
  }))
const links = (count: number, link: object = {}) =>
  Array.from({ length: count }, () => ({
    type: 'openUrl',
    title: 'Open',
    value: 'https://example.org/',
    ...link,
  }))

describe('planMessages', () => {
  it('sends text as it is', () => {
    expect(plan({ text: '<b> & *c*\n' })).to.deep.equal([{ text: '<b> & *c*\n' }])
  })

  it('sends nothing for nothing', () => {
    expect(plan({})).to.deep.equal([])
    expect(plan({ text: '', speak: 'hello' })).to.deep.equal([])
  })

  it('makes quick replies of suggested actions, the value their metadata', () => {
    const activity = MessageFactory.suggestedActions(
      [
        'Red',
        { type: 'postBack', title: 'Blue', value: { bird: 2 } },
        { type: 'imBack', title: 'White', value: '' },
      ],
      'Which?',
    )
    expect(plan(activity)).to.deep.equal([
      {
        text: 'Which?',
        quickReplies: [
          { label: 'Red', metadata: 'Red' },
          { label: 'Blue', metadata: '{"bird":2}' },
          { label: 'White', metadata: 'White' },
        ],
      },
    ])
  })

  it('takes an action without a title by its value', () => {
    const activity = {
      text: 'x',
      suggestedActions: { actions: [{ type: 'imBack', value: 'yes' }, { title: 'no' }] },
    }
    expect(plan(activity)[0]?.quickReplies).to.deep.equal([
      { label: 'yes', metadata: 'yes' },
      { label: 'no', metadata: 'no' },
    ])
  })

  it('makes a message of a hero card: its text, image, and buttons', () => {
    const buttons = [...links(1), ...replies(1)]
    const card = CardFactory.heroCard('Birds', 'A title and a text', ['https://example.org/a.png'], buttons, {
      subtitle: 'of the world',
    })
    expect(plan({ text: 'See:', attachments: [card] })).to.deep.equal([
      {
        text: 'See:\nBirds\nof the world\nA title and a text',
        media: { contentType: 'image/*', source: 'https://example.org/a.png' },
        quickReplies: [{ label: 'Option 0', metadata: '0' }],
        callToActions: [{ label: 'Open', url: 'https://example.org/' }],
      },
    ])
  })

  it('does so of thumbnail, sign-in and media cards too', () => {
    const signIn = CardFactory.signinCard('Sign in', 'https://example.org/login', 'Please')
    const video = CardFactory.videoCard('A film', ['https://example.org/a.mp4'])
    const attachments = [CardFactory.thumbnailCard('A thumbnail'), signIn, video]
    expect(plan({ attachments })).to.deep.equal([
      {
        text: 'A thumbnail\nPlease\nA film\nhttps://example.org/a.mp4',
        callToActions: [{ label: 'Sign in', url: 'https://example.org/login' }],
      },
    ])
  })

  it('takes other cards by their fallback text', () => {
    const card = CardFactory.adaptiveCard({ type: 'AdaptiveCard', fallbackText: 'A form' })
    expect(plan({ attachments: [card] })).to.deep.equal([{ text: 'A form' }])
  })

  it('sends an Adaptive Card as its texts, images and actions', () => {
    const card = CardFactory.adaptiveCard({
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text: 'Your order' },
        { type: 'Image', url: 'https://e.org/bird.png' },
        { type: 'FactSet', facts: [{ title: 'Size', value: 'L' }] },
        { type: 'Input.Text', id: 'note', label: 'A note' },
      ],
      actions: [
        { type: 'Action.Submit', title: 'Confirm', data: { order: 7 } },
        { type: 'Action.OpenUrl', title: 'Details', url: 'https://e.org/7' },
      ],
    })
    expect(plan({ attachments: [card] })).to.deep.equal([
      {
        text: 'Your order\nSize: L\nA note',
        media: { contentType: 'image/*', source: 'https://e.org/bird.png' },
        quickReplies: [{ label: 'Confirm', metadata: '{"order":7}' }],
        callToActions: [{ label: 'Details', url: 'https://e.org/7' }],
      },
    ])
  })

  it("keeps an Adaptive Card's buttons within X's limits, and writes the others out", () => {
    const open = (number: number) => ({
      type: 'Action.OpenUrl',
      title: `Page ${number}`,
      url: `https://e.org/${number}`,
    })
    const card = CardFactory.adaptiveCard({
      type: 'AdaptiveCard',
      actions: [
        { type: 'Action.Submit', title: 'x'.repeat(40), data: { long: 'y'.repeat(1_000) } },
        ...[1, 2, 3, 4].map(open),
      ],
    })
    const [message] = plan({ attachments: [card] })
    expect(message?.text).to.equal('Page 4: https://e.org/4')
    expect(message?.quickReplies).to.deep.equal([{ label: `${'x'.repeat(35)}…`, metadata: 'x'.repeat(40) }])
    expect(message?.callToActions).to.have.length(3)
  })

  it('sends nothing of texts that are white space', () => {
    expect(plan({ text: ' \n\t' })).to.deep.equal([])
    const card = CardFactory.heroCard(' ', 'text')
    expect(plan({ text: ' ', attachments: [card] })).to.deep.equal([{ text: 'text' }])
  })

  it('sends several media in messages of their own, the last with text and buttons', () => {
    const attachments = [image('https://e.org/1'), image('https://e.org/2'), image('https://e.org/3')]
    const suggestedActions = { actions: replies(1) }
    expect(plan({ text: 'three', attachments, suggestedActions })).to.deep.equal([
      media('https://e.org/1'),
      media('https://e.org/2'),
      { text: 'three', ...media('https://e.org/3'), quickReplies: [{ label: 'Option 0', metadata: '0' }] },
    ])
  })

  it('splits a long text, with medium and buttons at the end', () => {
    const text = `${'a'.repeat(9_999)} ${'b'.repeat(10)}`
    expect(
      plan({ text, attachments: [image('https://e.org/1')], suggestedActions: { actions: replies(1) } }),
    ).to.deep.equal([
      { text: 'a'.repeat(9_999) },
      {
        text: 'b'.repeat(10),
        ...media('https://e.org/1'),
        quickReplies: [{ label: 'Option 0', metadata: '0' }],
      },
    ])
  })

  it('takes the bytes of a medium where they are there', () => {
    const content = Buffer.from('mp4')
    expect(plan({ attachments: [{ contentType: 'video/mp4', content }] })).to.deep.equal([
      { media: { contentType: 'video/mp4', source: content } },
    ])
  })

  it('sends media as links where they cannot be uploaded', () => {
    const card = CardFactory.heroCard('Birds', ['https://e.org/2'])
    expect(plan({ text: 'see', attachments: [image('https://e.org/1'), card] }, false)).to.deep.equal([
      { text: 'see\nhttps://e.org/1\nBirds\nhttps://e.org/2' },
    ])
  })

  it('sends files as links', () => {
    const file = { contentType: 'application/pdf', contentUrl: 'https://e.org/a.pdf' }
    expect(plan({ attachments: [file] })).to.deep.equal([{ text: 'https://e.org/a.pdf' }])
  })

  it('takes quick replies and buttons of Twitter JSON in channelData', () => {
    const message_data = {
      quick_reply: {
        type: 'options',
        options: [
          { label: 'Red', description: 'a bird', metadata: 'r' },
          { label: 'Blue', description: 'too' },
        ],
      },
      ctas: [{ type: 'web_url', label: 'More', url: 'https://e.org/' }],
    }
    const channelData = { direct_message_events: [{ message_create: { message_data } }] }
    expect(plan({ text: 'x', channelData })).to.deep.equal([
      {
        text: 'x',
        quickReplies: [
          { label: 'Red', description: 'a bird', metadata: 'r' },
          { label: 'Blue', description: 'too' },
        ],
        callToActions: [{ label: 'More', url: 'https://e.org/' }],
      },
    ])
  })

  it('takes labels up to the limit, by characters', () => {
    const activity = { text: 'x', suggestedActions: { actions: replies(20, { title: '🙂'.repeat(36) }) } }
    expect(plan(activity)[0]?.quickReplies).to.have.length(20)
    expect(plan({ text: 'x', suggestedActions: { actions: links(3) } })[0]?.callToActions).to.have.length(3)
  })

  const native = (options: readonly object[]) => ({
    text: 'x',
    channelData: {
      direct_message_events: [{ message_create: { message_data: { quick_reply: { options } } } }],
    },
  })
  const refused: readonly [name: string, activity: object, message: RegExp][] = [
    [
      '21 quick replies',
      { text: 'x', suggestedActions: { actions: replies(21) } },
      /21 quick replies.*at most 20/,
    ],
    [
      'a long label',
      { text: 'x', suggestedActions: { actions: replies(1, { title: 'x'.repeat(37) }) } },
      /37.*at most 36/,
    ],
    [
      'a long metadata',
      { text: 'x', suggestedActions: { actions: replies(1, { value: 'x'.repeat(1_001) }) } },
      /1001.*at most 1000/,
    ],
    ['no label', { text: 'x', suggestedActions: { actions: [{ type: 'imBack' }] } }, /without a label/],
    ['a long description', native([{ label: 'a', description: 'x'.repeat(73) }]), /73.*at most 72/],
    [
      'descriptions for some',
      native([{ label: 'a', description: 'x' }, { label: 'b' }]),
      /1 of 2.*all or for none/,
    ],
    ['4 buttons', { text: 'x', suggestedActions: { actions: links(4) } }, /4 buttons.*at most 3/],
    [
      'a long label of a button',
      { text: 'x', suggestedActions: { actions: links(1, { title: 'x'.repeat(37) }) } },
      /37.*at most 36/,
    ],
    [
      'a button to nowhere',
      { text: 'x', suggestedActions: { actions: links(1, { value: 'tel:1' }) } },
      /http or https/,
    ],
    ['buttons alone', { suggestedActions: { actions: replies(1) } }, /text or a medium/],
    ['buttons that open a page alone', { suggestedActions: { actions: links(1) } }, /text or a medium/],
    [
      'a card of another kind',
      { attachments: [CardFactory.adaptiveCard({ type: 'AdaptiveCard' })] },
      /card\.adaptive cannot go/,
    ],
    ['an image that is nowhere', { attachments: [{ contentType: 'image/png' }] }, /image\/png cannot go/],
  ]
  for (const [name, activity, message] of refused) {
    it(`refuses ${name}`, () => {
      expect(() => plan(activity)).to.throw(DirectMessageError, message)
    })
  }

  it('refuses inlined media that cannot be uploaded', () => {
    const activity = { attachments: [image('data:image/png;base64,AA==')] }
    expect(() => plan(activity, false)).to.throw(DirectMessageError, /http address/)
  })
})
