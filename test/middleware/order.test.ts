import { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import sinon from 'sinon'
import { trackIntent } from '../../src'
import { bareAdapter, directMessage, type Logic, rejection } from '../support/direct-messages'

describe('DashbotMiddleware: turns of one conversation beside each other', () => {
  const reference = TurnContext.getConversationReference(directMessage('earlier'))
  const someoneElse = TurnContext.getConversationReference(directMessage('earlier', 'somebody'))

  let clock: sinon.SinonFakeTimers
  beforeEach(() => {
    clock = sinon.useFakeTimers()
  })
  afterEach(() => {
    clock.restore()
  })

  /** A turn in progress that waits, and what ends it with the rest of the bot's logic. */
  async function beginTurn({ adapter }: ReturnType<typeof bareAdapter>, text: string, rest: Logic) {
    let [goOn, begun] = [() => {}, () => {}]
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve))
    const hasBegun = new Promise<void>((resolve) => (begun = resolve))
    const turn = adapter.run(directMessage(text), async (context) => {
      begun()
      await mayGoOn
      await rest(context)
    })
    await hasBegun
    return {
      async end(): Promise<void> {
        goOn()
        await turn
      },
    }
  }

  it('reports what a skill answers in a turn of its own after the message that it answers', async () => {
    const bot = bareAdapter()
    const { adapter, recording } = bot
    const booking = await beginTurn(bot, 'book a table', async (context) => {
      trackIntent(context, 'BOOK')
      await context.sendActivity('anything else?')
    })
    await adapter.continueConversation(reference, async (context) => {
      await context.sendActivity('a table for two')
    })
    expect(recording.lines).to.deep.equal([])
    clock.tick(1)
    await booking.end()
    expect(recording.lines).to.deep.equal([
      'incoming book a table #BOOK',
      'outgoing a table for two',
      'outgoing anything else?',
    ])
  })

  it('reports messages in the order in which they came in, whichever turn is over first', async () => {
    const bot = bareAdapter()
    const turns: { end(): Promise<void> }[] = []
    for (const text of ['one', 'two', 'three']) {
      turns.push(await beginTurn(bot, text, async (context) => void (await context.sendActivity(`${text}!`))))
    }
    for (const turn of turns.toReversed()) await turn.end()
    const { lines } = bot.recording
    expect(lines.filter((line) => line.startsWith('incoming'))).to.deep.equal([
      'incoming one',
      'incoming two',
      'incoming three',
    ])
    expect(lines).to.have.length(6)
  })

  it('does not let the last of three go before the second, where the first ends meanwhile', async () => {
    const bot = bareAdapter()
    const [one, two, three] = [
      await beginTurn(bot, 'one', async () => {}),
      await beginTurn(bot, 'two', async () => {}),
      await beginTurn(bot, 'three', async () => {}),
    ]
    clock.tick(1)
    await three.end()
    await one.end()
    expect(bot.recording.lines).to.deep.equal(['incoming one'])
    await two.end()
    expect(bot.recording.lines).to.deep.equal(['incoming one', 'incoming two', 'incoming three'])
  })

  it('does not let what is said wait for a failed turn that may run again', async () => {
    const bot = bareAdapter()
    const failing = await beginTurn(bot, 'one', async () => {
      throw new Error('the bot failed')
    })
    const next = await beginTurn(bot, 'two', async (context) => void (await context.sendActivity('two!')))
    expect(await rejection(failing.end())).to.be.an('error')
    expect(bot.recording.lines).to.deep.equal([])
    await next.end()
    expect(bot.recording.lines).to.deep.equal(['incoming one', 'incoming two', 'outgoing two!'])
  })

  it('names the intent of a failed turn that waits for another and runs again', async () => {
    const bot = bareAdapter()
    const { adapter, recording } = bot
    const waiting = await beginTurn(bot, 'one', async () => {})
    const activity = { ...directMessage('two'), id: 'two' }
    const failed = adapter.run(activity, async (context) => {
      await context.sendActivity('hm')
      throw new Error('the bot failed')
    })
    expect(await rejection(failed)).to.be.an('error')
    await adapter.run(activity, async (context) => {
      trackIntent(context, 'TWO')
      await context.sendActivity('two!')
    })
    await waiting.end()
    expect(recording.lines).to.deep.equal([
      'incoming one',
      'incoming two #TWO',
      'outgoing hm',
      'outgoing two!',
    ])
    expect(recording.errors).to.deep.equal([])
  })

  it('reports what another conversation says at once', async () => {
    const bot = bareAdapter()
    const waiting = await beginTurn(bot, 'hi', async () => {})
    await bot.adapter.continueConversation(someoneElse, async (context) => {
      await context.sendActivity('a reminder')
    })
    expect(bot.recording.lines).to.deep.equal(['outgoing a reminder'])
    await waiting.end()
    expect(bot.recording.lines).to.deep.equal(['outgoing a reminder', 'incoming hi'])
  })

  it('does not let a flush wait for a turn in progress, nor one that is over for longer than 30 s', async () => {
    const bot = bareAdapter()
    const { adapter, recording } = bot
    await beginTurn(bot, 'hi', async () => {})
    const say = (text: string) =>
      adapter.continueConversation(reference, async (context) => void (await context.sendActivity(text)))
    await say('one')
    expect(recording.lines).to.deep.equal([])
    await recording.drain('flush')
    expect(recording.lines).to.deep.equal(['outgoing one'])
    await say('two')
    clock.tick(35_000)
    expect(recording.lines).to.deep.equal(['outgoing one', 'incoming hi', 'outgoing two'])
    await say('three')
    expect(recording.lines.at(-1)).to.equal('outgoing three')
  })

  it('reports on close what is over, and what is in progress', async () => {
    const bot = bareAdapter()
    await beginTurn(bot, 'hi', async () => {})
    await bot.adapter.continueConversation(reference, async (context) => {
      await context.sendActivity('a reminder')
    })
    await bot.recording.drain('close')
    expect(bot.recording.lines).to.deep.equal(['incoming hi', 'outgoing a reminder'])
  })
})
