import { ActionTypes, CardFactory, MessageFactory } from 'botbuilder'
import { expect } from 'chai'
import type { ActivityLike } from '../../src/mapping/activity-like'
import { readMessage } from '../../src/mapping/to-message'
import type { DashbotButton } from '../../src/wire/types'

const buttons = (activity: ActivityLike): readonly DashbotButton[] | undefined =>
  readMessage(activity, { direction: 'outgoing' }).message.buttons
const action = (fields: object): object => ({ type: ActionTypes.PostBack, ...fields })

describe("a message's buttons", () => {
  it('are the suggested actions, numbered from "1"', () => {
    const actions = [
      { type: 'imBack', title: 'Red Bird', value: 'external_id_1' },
      { type: 'imBack', title: 'Blue Bird', value: 'external_id_2' },
    ]
    expect(buttons({ suggestedActions: { actions } })).to.deep.equal([
      { id: '1', label: 'Red Bird', value: 'external_id_1' },
      { id: '2', label: 'Blue Bird', value: 'external_id_2' },
    ])
  })

  it('are what the factories of botbuilder make of plain strings', () => {
    expect(buttons(MessageFactory.suggestedActions(['Yes', 'No'], 'Sure?'))).to.deep.equal([
      { id: '1', label: 'Yes', value: 'Yes' },
      { id: '2', label: 'No', value: 'No' },
    ])
  })

  it('have the value that Teams sends for a button whose data has an action for Teams', () => {
    const submit = (title: string, data: object) => ({ type: 'Action.Submit', title, data })
    const card = CardFactory.adaptiveCard({
      type: 'AdaptiveCard',
      actions: [
        submit('Say', { msteams: { type: 'imBack', value: 'hello' } }),
        submit('Send', { msteams: { type: 'messageBack', text: 'sent' }, step: 1 }),
        submit('Text', { msteams: { type: 'messageBack', text: 'text' } }),
      ],
    })
    expect(buttons({ attachments: [card] })?.map(({ value }) => value)).to.deep.equal([
      'hello',
      '{"step":1}',
      'text',
    ])
  })

  it('go on counting from the suggested actions to the cards', () => {
    const message = buttons({
      suggestedActions: { actions: [{ title: 'A', value: 'a' }] },
      attachments: [
        CardFactory.heroCard('x', [], [{ type: 'openUrl', title: 'B', value: 'https://example.com' }]),
        CardFactory.thumbnailCard('y', [], ['C']),
        CardFactory.receiptCard({
          title: 'z',
          buttons: [{ type: 'imBack', title: 'D', value: 'd' }],
        } as never),
      ],
    })
    expect(message?.map(({ id, label, value }) => `${id} ${label} ${value}`)).to.deep.equal([
      '1 A a',
      '2 B https://example.com',
      '3 C C',
      '4 D d',
    ])
  })

  const actions: readonly (readonly [string, object | string, object | undefined])[] = [
    [
      'an object as JSON',
      { title: 'Buy', value: { sku: 'abc', n: 1 } },
      { label: 'Buy', value: '{"sku":"abc","n":1}' },
    ],
    ['a number as text', { title: 'Two', value: 2 }, { label: 'Two', value: '2' }],
    ['false as text', { title: 'No', value: false }, { label: 'No', value: 'false' }],
    [
      'the text of a messageBack without value',
      { title: 'Go', text: 'go now' },
      { label: 'Go', value: 'go now' },
    ],
    ['the label where there is no value', { title: 'Go' }, { label: 'Go', value: 'Go' }],
    ['the value where there is no label', { value: 'go' }, { label: 'go', value: 'go' }],
    ['what is displayed for a label', { displayText: 'Going', value: 'go' }, { label: 'Going', value: 'go' }],
    ['a string in place of an action', 'Go', { label: 'Go', value: 'Go' }],
    ['nothing of an action that says nothing', { title: '' }, undefined],
    ['nothing of an empty string', '', undefined],
  ]
  for (const [what, given, expected] of actions) {
    it(`take ${what}`, () => {
      const activity = { suggestedActions: { actions: [typeof given === 'string' ? given : action(given)] } }
      expect(buttons(activity as ActivityLike)).to.deep.equal(expected && [{ id: '1', ...expected }])
    })
  }

  it('leave out a value that has no JSON', () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const suggestedActions = { actions: [{ title: 'Go', value: circular }] }
    expect(buttons({ suggestedActions })).to.deep.equal([{ id: '1', label: 'Go', value: 'Go' }])
  })

  it('are the actions of an Adaptive Card, those within its parts and inner cards too', () => {
    const card = CardFactory.adaptiveCard({
      body: [
        { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Rain', data: { show: 'rain' } }] },
        { type: 'Container', selectAction: { type: 'Action.Execute', title: 'More', verb: 'more' } },
      ],
      actions: [
        { type: 'Action.OpenUrl', title: 'Site', url: 'https://example.com' },
        { type: 'Action.ToggleVisibility', title: 'Hide' },
        {
          type: 'Action.ShowCard',
          title: 'Rate',
          card: {
            body: [{ type: 'Input.Text', id: 'why' }],
            actions: [{ type: 'Action.Submit', title: 'Good' }],
          },
        },
      ],
    })
    expect(buttons({ attachments: [card] })).to.deep.equal([
      { id: '1', label: 'Rain', value: '{"show":"rain"}' },
      { id: '2', label: 'More', value: 'more' },
      { id: '3', label: 'Site', value: 'https://example.com' },
      { id: '4', label: 'Good', value: 'Good' },
    ])
  })

  const quick_reply = { type: 'options', options: [{ label: 'Red', metadata: 'r' }, { label: 'Blue' }] }
  const ctas = [{ type: 'web_url', label: 'Shop', url: 'https://example.com', tco_url: 'https://t.co/x' }]
  const shown = [
    { id: '1', label: 'Red', value: 'r' },
    { id: '2', label: 'Blue', value: 'Blue' },
    { id: '3', label: 'Shop', value: 'https://example.com' },
  ]
  const forms: readonly (readonly [string, object])[] = [
    [
      "a webhook's body",
      { direct_message_events: [{ message_create: { message_data: { quick_reply, ctas } } }] },
    ],
    ['a request to send', { event: { message_create: { message_data: { quick_reply, ctas } } } }],
    ['an event', { type: 'message_create', message_create: { message_data: { quick_reply, ctas } } }],
    ['a message_create', { message_data: { quick_reply, ctas } }],
    ['the data of a DM', { quick_reply, ctas }],
    [
      "the X Activity API's payload",
      { payload: { direct_message_events: [{ message_create: { message_data: { quick_reply, ctas } } }] } },
    ],
  ]
  for (const [form, channelData] of forms) {
    it(`are the options and links that channelData has as ${form}`, () => {
      expect(buttons({ text: 'Which?', channelData })).to.deep.equal(shown)
    })
  }

  it('are what Twitter showed, not once more what it was made of', () => {
    const suggestedActions = {
      actions: [
        { title: 'Red', value: 'r' },
        { title: 'Blue', value: 'b' },
      ],
    }
    expect(buttons({ suggestedActions, channelData: { quick_reply, ctas } })).to.deep.equal(shown)
  })

  it('are gathered where one activity became several DMs', () => {
    const channelData = {
      direct_message_events: [
        { id: '1', message_create: { message_data: { text: 'First' } } },
        { id: '2', message_create: { message_data: { text: 'Second', quick_reply } } },
      ],
    }
    expect(buttons({ channelData })).to.have.length(2)
  })

  it('are absent where the event that X made of the activity has none', () => {
    const suggestedActions = { actions: [{ title: 'Red', value: 'r' }] }
    const message_create = { message_data: { text: 'Which?\n1. Red' } }
    const channelData = { direct_message_events: [{ id: '1', message_create }] }
    expect(buttons({ suggestedActions, channelData })).to.equal(undefined)
    expect(
      buttons({ suggestedActions, channelData: { direct_message_events: [{ message_create }] } }),
    ).to.have.length(1)
  })
})
