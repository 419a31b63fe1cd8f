import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import sinon from 'sinon'
import { TrackIntent, trackIntent, trackNotHandled } from '../../src'
import { directMessages } from '../support/direct-messages'

const inputs = ({ args: [, city] }: { args: readonly unknown[] }) => ({ city })

class Bot {
  @TrackIntent({ name: 'WORK', inputs })
  @TrackIntent({ name: 'PROGRESS', direction: 'outgoing', inputs })
  async work(context: TurnContext, _city: string, until: Promise<void>): Promise<void> {
    await context.sendActivity('started')
    await until
    await context.sendActivity('done')
  }
}

describe('DashbotMiddleware: an intent of outgoing messages that comes too late', () => {
  const late = (name: string): string =>
    `DashbotError: The intent ${name} came too late: messages that had no intent had already been reported`

  it('is reported after the turn, and names what follows', async () => {
    const { recording, turn } = directMessages()
    let over: TurnContext | undefined
    await turn('hi', async (context) => {
      over = context
      await context.sendActivity('what?')
    })
    trackNotHandled(over as TurnContext)
    trackIntent(over as TurnContext, 'LATE', { direction: 'outgoing' })
    expect(recording.errors.map(String)).to.deep.equal([late('NotHandled'), late('LATE')])
  })

  it('is no matter where each message has its intent, or there is no message', async () => {
    const { recording, turn } = directMessages()
    const over: TurnContext[] = []
    await turn('hi', async (context) => {
      over.push(context)
      trackIntent(context, 'NAMED', { direction: 'outgoing' })
      await context.sendActivity('hello')
    })
    await turn('bye', async (context) => void over.push(context))
    for (const context of over) trackNotHandled(context)
    expect(recording.errors).to.deep.equal([])
  })
})

describe('DashbotMiddleware: a method that ends when its turn was reported', () => {
  it('says what is lost of its intents', async () => {
    const clock = sinon.useFakeTimers()
    try {
      const { recording, turn } = directMessages()
      let finish = (): void => {}
      const until = new Promise<void>((resolve) => {
        finish = resolve
      })
      const running = turn('hi', (context) => new Bot().work(context, 'Rome', until))
      await clock.tickAsync(40_000)
      finish()
      await running
      expect(recording.lines).to.deep.equal([
        'incoming hi #WORK',
        'outgoing started #PROGRESS',
        'outgoing done #PROGRESS',
      ])
      expect(recording.errors.map(String)).to.deep.equal([
        'DashbotError: The inputs of the intent PROGRESS came too late: messages that the method sent had already been reported',
        'DashbotError: The inputs of the intent WORK came too late: the incoming message had already been reported',
      ])
    } finally {
      clock.restore()
    }
  })
})
