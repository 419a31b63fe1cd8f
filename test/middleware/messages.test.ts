import { CardFactory, MessageFactory } from 'botbuilder'
import { expect } from 'chai'
import sinon from 'sinon'
import { trackEvent } from '../../src'
import { directMessage, directMessages, userId } from '../support/direct-messages'

describe('DashbotMiddleware: messages', () => {
  it('records what the user says and what the bot answers, in that order', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      await context.sendActivity('hello')
      await context.sendActivities([
        { type: 'message', text: 'one' },
        { type: 'message', text: 'two' },
      ])
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing hello', 'outgoing one', 'outgoing two'])
    expect(recording.captured.map(({ payload }) => payload.userId)).to.deep.equal(Array(4).fill(userId))
    expect(recording.captured.map(({ conversation }) => conversation)).to.deep.equal(Array(4).fill(userId))
  })

  it('leaves out typing, traces, delays, events and ends of conversation in both directions', async () => {
    const { adapter, recording, turn } = directMessages()
    await turn('hi', async (context) => {
      await context.sendActivities([
        { type: 'typing' },
        { type: 'delay', value: 0 },
        { type: 'event', name: 'handoff' },
        { type: 'invokeResponse', value: { status: 200 } },
        { type: 'endOfConversation', text: 'bye' },
      ])
      await context.sendTraceActivity('a trace', { text: 'x' }, 'type', 'label')
    })
    for (const type of ['typing', 'trace', 'conversationUpdate', 'event', 'invoke', 'messageReaction']) {
      await adapter.processActivity({ ...directMessage('not said'), type }, async () => {})
    }
    expect(recording.lines).to.deep.equal(['incoming hi'])
  })

  it('reports the message as it came in, whatever the bot does to the activity', async () => {
    const { recording, turn } = directMessages()
    await turn('Hello THERE', async (context) => {
      context.activity.text = 'hello there'
      context.activity.from = { id: 'someone else', name: '' }
    })
    const [incoming] = recording.messages('incoming')
    expect(incoming?.text).to.equal('Hello THERE')
    expect(incoming?.userId).to.equal(userId)
    expect(incoming?.platformJson).to.have.nested.property('activity.text', 'Hello THERE')
  })

  it('gives the bot exactly what the adapter returned for sends, updates and deletions', async () => {
    const { adapter, turn } = directMessages()
    const responses = [{ id: 'first' }, { id: 'second' }]
    const updated = { id: 'first' }
    adapter.sendActivities = async () => responses
    adapter.updateActivity = async () => updated
    const deleteActivity = sinon.stub(adapter, 'deleteActivity').resolves()
    await turn('hi', async (context) => {
      expect(await context.sendActivities([{ text: 'a' }, { text: 'b' }])).to.equal(responses)
      expect(await context.updateActivity({ id: 'first', type: 'message', text: 'c' })).to.equal(updated)
      expect(await context.deleteActivity('second')).to.equal(undefined)
    })
    sinon.assert.calledOnce(deleteActivity)
  })

  it('records what cards say and offer', async () => {
    const { recording, turn } = directMessages()
    await turn('birds?', async (context) => {
      const buttons = ['Red', 'Blue'].map((title) => ({
        type: 'postBack',
        title,
        value: title.toLowerCase(),
      }))
      const card = CardFactory.heroCard('Which bird?', ['https://example.test/bird.png'], buttons)
      await context.sendActivity(MessageFactory.attachment(card))
      card.content.title = 'changed after it was sent'
    })
    expect(recording.messages('outgoing')[0]).to.deep.include({
      text: 'Which bird?',
      images: [{ url: 'https://example.test/bird.png' }],
      buttons: [
        { id: '1', label: 'Red', value: 'red' },
        { id: '2', label: 'Blue', value: 'blue' },
      ],
    })
  })

  it('reports a message that cannot be read, and the others are recorded', async () => {
    const { adapter, recording, turn } = directMessages()
    adapter.sendActivities = async () => [{ id: 'a' }, { id: 'b' }]
    await turn('hi', async (context) => {
      await context.sendActivities([
        Object.defineProperty({ type: 'message' }, 'name', {
          enumerable: true,
          get: () => Symbol('no string'),
        }),
        { text: 'fine' },
      ])
    })
    expect(recording.lines.at(-1)).to.equal('outgoing fine')
  })

  it('passes other channels untouched', async () => {
    const { adapter, recording } = directMessages()
    await adapter.processActivity({ ...directMessage('hi'), channelId: 'slack' }, async (context) => {
      await context.sendActivity('hello')
    })
    expect(adapter.activeQueue).to.have.length(1)
    expect(recording.captured).to.deep.equal([])
  })

  it('records the channels that are listed, and all of them for *', async () => {
    for (const channels of [['slack', 'twitter'], ['*']]) {
      const { adapter, recording } = directMessages({ channels })
      await adapter.processActivity({ ...directMessage('hi'), channelId: 'slack' }, async () => {})
      expect(recording.lines, String(channels)).to.deep.equal(['incoming hi'])
    }
  })

  it('leaves out the turns that ignore picks', async () => {
    const { recording, turn } = directMessages({ ignore: ({ text }) => text === 'a test' })
    await turn('a test', async (context) => {
      await context.sendActivity('seen by nobody')
    })
    await turn('hi')
    expect(recording.lines).to.deep.equal(['incoming hi'])
  })

  it('takes the user from the userId option, and from the activity where that is undefined or throws', async () => {
    const { recording, turn } = directMessages({
      userId: (activity, direction) => {
        if (activity.text === 'bad') throw new Error('no such user')
        return activity.text === 'other' ? undefined : `${direction}:${activity.text}`
      },
    })
    await turn('hi', async (context) => {
      await context.sendActivity('yo')
    })
    await turn('other')
    await turn('bad')
    expect(recording.captured.map(({ payload }) => payload.userId)).to.deep.equal([
      'incoming:hi',
      'incoming:hi',
      userId,
      userId,
    ])
    expect(recording.errors).to.have.length(2)
  })

  it('takes the user from the activity where the userId option is empty, in a turn without a message too', async () => {
    const { adapter, recording } = directMessages({ userId: () => '' })
    await adapter.processActivity(
      { ...directMessage(''), type: 'event', name: 'follow' },
      async (context) => {
        trackEvent(context, { type: 'customEvent', name: 'e' })
      },
    )
    expect(recording.captured.map(({ payload }) => payload.userId)).to.deep.equal([userId])
  })
})
