import { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import sinon from 'sinon'
import { trackIntent, trackNotHandled } from '../../src'
import { bareAdapter, botId, directMessage, directMessages, userId } from '../support/direct-messages'

describe('DashbotMiddleware: proactive turns', () => {
  const reference = TurnContext.getConversationReference(directMessage('earlier'))

  it('records what a proactive turn sends, and not the event that begins it', async () => {
    const { adapter, recording } = bareAdapter()
    await adapter.continueConversation(reference, async (context) => {
      await context.sendActivity('a reminder')
    })
    for (const name of ['ContinueConversation', 'continueConversation', 'CreateConversation']) {
      for (const type of ['event', 'message']) {
        await adapter.run({ ...directMessage('not said'), type, name }, async () => {})
      }
    }
    expect(recording.lines).to.deep.equal(['outgoing a reminder'])
    expect(recording.captured[0]).to.deep.include({ conversation: userId })
    expect(recording.captured[0]?.payload.userId).to.equal(userId)
  })

  it('reports a message whose recipient is unknown', async () => {
    const { adapter, recording } = bareAdapter()
    const created = {
      type: 'event',
      name: 'CreateConversation',
      channelId: 'twitter',
      conversation: { id: 'new' },
    }
    await adapter.run(created as never, async (context) => {
      await context.sendActivity('hello')
    })
    expect(recording.lines).to.deep.equal([])
    expect(recording.errors).to.have.length(1)
  })

  it('keeps apart what a reminder sends long after the turn that set it', async () => {
    const { adapter, recording } = bareAdapter()
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout'] })
    try {
      let reminded: Promise<void> = Promise.resolve()
      await adapter.run(directMessage('remind me'), async (context) => {
        trackNotHandled(context)
        setTimeout(() => {
          reminded = adapter.continueConversation(reference, async (later) => {
            await later.sendActivity('a reminder')
          })
        }, 60_000)
      })
      clock.tick(60_000)
      await reminded
    } finally {
      clock.restore()
    }
    expect(recording.lines).to.deep.equal(['incoming remind me', 'outgoing a reminder'])
  })

  it('keeps apart a proactive turn of another conversation within a turn', async () => {
    const { adapter, recording } = bareAdapter()
    const other = TurnContext.getConversationReference(directMessage('earlier', 'a colleague'))
    await adapter.run(directMessage('hand me over'), async (context) => {
      trackIntent(context, 'OUT', { direction: 'outgoing' })
      await adapter.continueConversation(other, async (inner) => {
        await inner.sendActivity('somebody waits')
        trackIntent(inner, 'NOBODY_SAID_IT')
      })
      await context.sendActivity('one moment')
    })
    expect(recording.lines).to.deep.equal([
      'outgoing somebody waits',
      'incoming hand me over',
      'outgoing one moment #OUT',
    ])
  })

  it('keeps a turn that is not recorded out of the one that it was started from', async () => {
    const { adapter, recording } = bareAdapter()
    await adapter.run(directMessage('hi'), async () => {
      await adapter.run({ ...directMessage('elsewhere'), channelId: 'slack' }, async (inner) => {
        trackIntent(inner, 'ELSEWHERE')
        trackIntent(undefined as never, 'ELSEWHERE')
      })
    })
    expect(recording.lines).to.deep.equal(['incoming hi'])
  })
})

describe('DashbotMiddleware: many turns at once', () => {
  it('keeps 200 concurrent users with 200 intents apart', async () => {
    const { adapter, recording } = bareAdapter()
    const pause = (number: number) => new Promise((resolve) => setTimeout(resolve, (number * 7) % 23))
    await Promise.all(
      Array.from({ length: 200 }, (_item, number) =>
        adapter.run(directMessage(`question ${number}`, `user-${number}`), async (context) => {
          await pause(number)
          await context.sendActivity(`answer ${number}`)
          trackIntent(context, { name: `INTENT_${number}`, inputs: { number } })
          await pause(number + 3)
          trackIntent(undefined as never, `ANSWER_${number}`, { direction: 'outgoing' })
          await pause(number + 5)
          await context.sendActivity(`more ${number}`)
        }),
      ),
    )
    expect(recording.captured).to.have.length(600)
    for (let number = 0; number < 200; number++) {
      const lines = recording.captured
        .filter(({ payload }) => payload.userId === `user-${number}`)
        .map(({ type, payload }) => `${type} ${payload.text} #${payload.intent?.name}`)
      expect(lines).to.deep.equal([
        `incoming question ${number} #INTENT_${number}`,
        `outgoing answer ${number} #ANSWER_${number}`,
        `outgoing more ${number} #ANSWER_${number}`,
      ])
    }
  })

  it('records concurrent sends of one turn', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      await Promise.all(['a', 'b', 'c'].map((text) => context.sendActivity(text)))
    })
    expect(recording.lines).to.have.members(['incoming hi', 'outgoing a', 'outgoing b', 'outgoing c'])
  })
})

describe('DashbotMiddleware: long turns', () => {
  it('reports what a turn of more than 30 s has, and the rest at once, with the time it happened', async () => {
    const clock = sinon.useFakeTimers()
    try {
      const { recording, turn } = directMessages()
      let finish = (): void => {}
      const startedAt = Date.now()
      const running = turn('hi', async (context) => {
        await context.sendActivity('working on it')
        trackIntent(context, 'SLOW')
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        await context.sendActivity('done')
        expect(recording.lines.at(-1)).to.equal('outgoing done')
        trackIntent(context, 'TOO_LATE')
      })
      await clock.tickAsync(29_000)
      expect(recording.lines).to.deep.equal([])
      await clock.tickAsync(11_000)
      expect(recording.lines).to.deep.equal(['incoming hi #SLOW', 'outgoing working on it'])
      expect(recording.captured.map(({ payload }) => payload.dashbot_timestamp)).to.deep.equal([
        startedAt,
        startedAt,
      ])
      finish()
      await running
      expect(recording.lines).to.have.length(3)
      expect(recording.captured[2]?.payload).not.to.have.property('dashbot_timestamp')
      expect(recording.errors.map(String)).to.deep.equal([
        'DashbotError: The intent TOO_LATE came too late: the incoming message had already been reported',
      ])
    } finally {
      clock.restore()
    }
  })

  it('reports what a turn of very many messages has', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      await context.sendActivities(Array.from({ length: 99 }, (_item, index) => ({ text: String(index) })))
      expect(recording.captured).to.have.length(100)
    })
  })

  it('reports what turns have when the client closes', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      await context.sendActivity('hello')
      await recording.drain('flush')
      expect(recording.lines).to.deep.equal([])
      await recording.drain('close')
      expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing hello'])
    })
    expect(recording.captured).to.have.length(2)
  })
})

describe('DashbotMiddleware: the community adapter', () => {
  it('keeps the order and the buttons of a user whose every message is a conversation of its own', async () => {
    const { adapter, recording } = bareAdapter()
    const message = (text: string, id: string, value?: string) => ({
      ...directMessage(text),
      id,
      conversation: { id, name: '', isGroup: false, conversationType: '' },
      ...(value === undefined ? {} : { value }),
    })
    await adapter.run(message('birds?', '1234858585'), async (context) => {
      const actions = ['red', 'blue'].map((color) => ({
        type: 'imBack',
        title: color,
        value: `external_${color}`,
      }))
      await context.sendActivity({ text: 'Which?', suggestedActions: { to: [], actions } })
    })
    await adapter.run(message('blue', '1234858589', 'external_blue'), async () => {})
    expect(recording.captured.map(({ conversation }) => conversation)).to.deep.equal(Array(3).fill(userId))
    expect(recording.messages('incoming')[1]?.postback).to.deep.equal({ buttonClick: { buttonId: '2' } })
  })

  it("leaves out the bot's own echoes, which come as traces with text", async () => {
    const { adapter, recording } = bareAdapter()
    await adapter.run({ ...directMessage('hello', botId), type: 'trace' }, async () => {})
    expect(recording.captured).to.deep.equal([])
  })
})
