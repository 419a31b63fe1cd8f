import { expect } from 'chai'
import { TrackIntent, trackIntent } from '../../src'
import { directMessages } from '../support/direct-messages'

const luis = (intent: string, score = 0.9) => ({
  recognizerResult: {
    text: '',
    intents: { [intent]: { score } },
    entities: { city: ['Paris'], $instance: { city: [{ text: 'paris' }] } },
  },
})

class Bot {
  @TrackIntent('DECLARED')
  handle(_context: unknown): void {}
}

describe('DashbotMiddleware: intents from recognizer traces', () => {
  it('takes the intent of LUIS and CLU traces, and records the incoming message once', async () => {
    const { recording, turn } = directMessages()
    await turn('weather in Paris?', async (context) => {
      await context.sendTraceActivity(
        'LuisRecognizer',
        luis('Weather'),
        'https://www.luis.ai/schemas/trace',
        'Luis Trace',
      )
      await context.sendActivity('sunny')
    })
    await turn('cancel', async (context) => {
      const result = { prediction: { topIntent: 'Cancel', intents: [], entities: [] } }
      await context.sendTraceActivity('CluRecognizer', { response: { result } }, 'clu', 'CLU Trace')
    })
    expect(recording.lines).to.deep.equal([
      'incoming weather in Paris? #Weather',
      'outgoing sunny',
      'incoming cancel #Cancel',
    ])
    expect(recording.messages('incoming')[0]?.intent).to.deep.include({
      inputs: [{ name: 'city', value: 'Paris' }],
      confidence: 0.9,
    })
  })

  it('takes the last of several, and none from None, QnA Maker, or a trace of anything else', async () => {
    const { recording, turn } = directMessages()
    await turn('x', async (context) => {
      await context.sendTraceActivity('a', luis('First'))
      await context.sendTraceActivity('b', luis('Second'))
      await context.sendTraceActivity('c', luis('None'))
      await context.sendTraceActivity('d', { answers: [{ answer: 'from the knowledge base' }] })
      await context.sendTraceActivity('e', { deep: { thought: 42 } })
      await context.sendTraceActivity('f')
    })
    expect(recording.lines).to.deep.equal(['incoming x #Second'])
  })

  it('keeps a sure result before an unsure one, and none where a set of recognizers does not decide', async () => {
    const { recording, turn } = directMessages()
    await turn('sure', async (context) => {
      await context.sendTraceActivity('a', luis('Sure', 0.95))
      await context.sendTraceActivity('b', luis('Unsure', 0.05))
    })
    await turn('undecided', async (context) => {
      await context.sendTraceActivity('a', luis('A'))
      await context.sendTraceActivity('b', luis('ChooseIntent'))
    })
    await turn('decorated', async (context) => {
      new Bot().handle(context)
      await context.sendTraceActivity('b', luis('ChooseIntent'))
    })
    expect(recording.lines).to.deep.equal([
      'incoming sure #Sure',
      'incoming undecided',
      'incoming decorated #DECLARED',
    ])
  })

  it('ranks a decorator above a recognizer, and a call above both, in whatever order they come', async () => {
    const { recording, turn } = directMessages()
    await turn('decorated', async (context) => {
      new Bot().handle(context)
      await context.sendTraceActivity('a', luis('Recognized'))
    })
    await turn('called', async (context) => {
      trackIntent(context, 'CALLED')
      new Bot().handle(context)
      await context.sendTraceActivity('a', luis('Recognized'))
    })
    expect(recording.lines).to.deep.equal(['incoming decorated #DECLARED', 'incoming called #CALLED'])
  })

  it('leaves traces alone where recognizerTraces is false', async () => {
    const { recording, turn } = directMessages({ recognizerTraces: false })
    await turn('x', async (context) => {
      await context.sendTraceActivity('a', luis('Recognized'))
    })
    expect(recording.lines).to.deep.equal(['incoming x'])
  })

  it('survives a trace that cannot be read', async () => {
    const { adapter, recording, turn } = directMessages()
    adapter.sendActivities = async () => []
    await turn('x', async (context) => {
      const value = {
        get recognizerResult(): never {
          throw new Error('a getter')
        },
      }
      await context.sendTraceActivity('a', value)
    })
    expect(recording.lines).to.deep.equal(['incoming x'])
  })
})
