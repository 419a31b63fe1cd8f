import { expect } from 'chai'
import { trackEvent, trackIntent, trackNotHandled } from '../../../src'
import { directMessage, directMessages, userId } from '../../support/direct-messages'

describe('trackIntent', () => {
  it('names the intent of the message that came in', async () => {
    const { recording, turn } = directMessages()
    await turn('weather?', async (context) => {
      await context.sendActivity('sunny')
      trackIntent(context, {
        name: 'WEATHER_QUERY',
        inputs: { city: 'San Francisco', days: 3 },
        confidence: 0.9,
      })
    })
    expect(recording.lines).to.deep.equal(['incoming weather? #WEATHER_QUERY', 'outgoing sunny'])
    expect(recording.messages('incoming')[0]?.intent).to.deep.equal({
      name: 'WEATHER_QUERY',
      inputs: [
        { name: 'city', value: 'San Francisco' },
        { name: 'days', value: '3' },
      ],
      confidence: 0.9,
    })
  })

  it('takes a bare name and the results of recognizers', async () => {
    const { recording, turn } = directMessages()
    const results = [
      'GREETING',
      { text: '', intents: { Book: { score: 0.9 }, None: { score: 0.1 } }, entities: {} },
      { result: { prediction: { topIntent: 'Cancel', intents: [], entities: [] } } },
      { text: '', intents: { None: { score: 0.9 } } },
    ]
    for (const result of results) {
      await turn('x', async (context) => trackIntent(context, result))
    }
    expect(recording.lines).to.deep.equal([
      'incoming x #GREETING',
      'incoming x #Book',
      'incoming x #Cancel',
      'incoming x',
    ])
    expect(recording.errors).to.deep.equal([])
  })

  it('loses what cannot be read of the inputs, and not the intent', async () => {
    const { recording, turn } = directMessages()
    const unreadable = {
      city: 'Rome',
      get days(): number {
        throw new Error('not loaded')
      },
    }
    const listed = [null, { name: 'city', value: 'Rome' }, false]
    for (const inputs of [unreadable, listed, 'Rome'] as never[]) {
      await turn('weather?', async (context) => trackIntent(context, { name: 'WEATHER', inputs }))
    }
    const intent = { name: 'WEATHER', inputs: [{ name: 'city', value: 'Rome' }] }
    const intents = recording.messages('incoming').map((message) => message.intent)
    expect(intents).to.deep.equal([intent, intent, { name: 'WEATHER' }])
    expect(recording.errors.map((error) => Object(error).message)).to.deep.equal([
      'not loaded',
      'Inputs are a list of { name, value }, or a record, and not a string',
    ])
  })

  for (const options of ['outgoing', { direction: 'Outgoing' }]) {
    it(`names no intent with ${JSON.stringify(options)} for options, and says what they are`, async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => trackIntent(context, 'GREETING', options as never))
      expect(recording.lines).to.deep.equal(['incoming hi'])
      expect(recording.errors.map(String)).to.deep.equal([
        "TypeError: trackIntent takes { direction: 'incoming' } or { direction: 'outgoing' } as its options",
      ])
    })
  }

  it('gives an outgoing intent to the messages that have none, and to those that follow', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      await context.sendActivity('before')
      trackIntent(context, 'FIRST', { direction: 'outgoing' })
      await context.sendActivity('first')
      trackIntent(context, 'SECOND', { direction: 'outgoing' })
      await context.sendActivity('second')
    })
    expect(recording.lines).to.deep.equal([
      'incoming hi',
      'outgoing before #FIRST',
      'outgoing first #FIRST',
      'outgoing second #SECOND',
    ])
  })

  it('lets the last call win', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      trackIntent(context, 'FIRST')
      trackIntent(context, 'SECOND')
    })
    expect(recording.lines).to.deep.equal(['incoming hi #SECOND'])
  })

  it('never throws, and reports what it cannot use', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      for (const intent of ['', { name: '' }, { name: 7 }, undefined, null]) {
        trackIntent(context, intent as never)
      }
      trackIntent(context, 'FINE', null as never)
      trackIntent(undefined as never, 'FROM_THE_TURN_AROUND')
    })
    expect(recording.lines).to.deep.equal(['incoming hi #FROM_THE_TURN_AROUND'])
    expect(recording.errors).to.have.length(5)
  })

  it('names what it was given where that is not an intent, and nothing of what a user said', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      for (const intent of [{ query: 'secret', topScoringIntent: { intent: 'GREETING' } }, {}, undefined]) {
        trackIntent(context, intent as never)
      }
    })
    expect(recording.errors.map(String)).to.deep.equal(
      ['an object with query, topScoringIntent', 'an object with no fields', 'undefined'].map(
        (given) =>
          `TypeError: trackIntent takes an intent ({ name }), its name, or a recognizer's result, and was given ${given}`,
      ),
    )
  })

  it('does nothing outside of a recorded turn', async () => {
    const { adapter, recording } = directMessages()
    await adapter.processActivity({ ...directMessage('hi'), channelId: 'slack' }, async (context) => {
      trackIntent(context, 'GREETING')
      trackNotHandled(context)
      trackEvent(context, { type: 'customEvent', name: 'e' })
    })
    expect(recording.captured).to.deep.equal([])
  })
})

describe('trackEvent', () => {
  it('loses the field whose getter throws, and not the event', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) =>
      trackEvent(context, {
        type: 'customEvent',
        name: 'opened',
        get extraInfo(): object {
          throw new Error('not loaded')
        },
      }),
    )
    expect(recording.lines).to.deep.equal(['incoming hi', 'event opened'])
    expect(recording.failures).to.deep.equal(['The extraInfo of an event was left out'])
  })

  it('fills in user and conversation, and keeps its place among the messages', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      await context.sendActivity('one')
      trackEvent(context, { type: 'revenueEvent', name: 'boughtSandwich', amount: 17.45 })
      await context.sendActivity('two')
    })
    expect(recording.lines).to.deep.equal([
      'incoming hi',
      'outgoing one',
      'event boughtSandwich',
      'outgoing two',
    ])
    expect(recording.captured[2]?.payload).to.deep.equal({
      type: 'revenueEvent',
      name: 'boughtSandwich',
      amount: 17.45,
      userId,
      conversationId: userId,
    })
  })

  it('takes the event as it is, whatever becomes of the objects in it, and reports a part without JSON', async () => {
    const { recording, turn } = directMessages()
    const metadata = { sku: '', at: new Date(0) }
    const circular: Record<string, unknown> = {}
    circular.self = circular
    await turn('two sandwiches', async (context) => {
      for (const sku of ['ham', 'cheese']) {
        metadata.sku = sku
        trackEvent(context, { type: 'revenueEvent', name: sku, amount: 1, metadata })
      }
      trackEvent(context, { type: 'customEvent', name: 'circular', extraInfo: circular })
    })
    const skus = recording.captured.map(({ payload }) => Object(payload).metadata)
    const at = '1970-01-01T00:00:00.000Z'
    expect(skus).to.deep.equal([undefined, { sku: 'ham', at }, { sku: 'cheese', at }])
    expect(recording.errors).to.have.length(1)
  })

  it('keeps the user and conversation that the event names', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      trackEvent(context, { type: 'shareEvent', name: 's', userId: 'someone', conversationId: 'elsewhere' })
    })
    expect(recording.captured[1]?.payload).to.include({ userId: 'someone', conversationId: 'elsewhere' })
  })

  it('reports an event that Dashbot would refuse, and the bot goes on', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      trackEvent(context, { type: 'revenueEvent', name: 'r', amount: Number.NaN })
      trackEvent(context, undefined as never)
    })
    expect(recording.lines).to.deep.equal(['incoming hi'])
    expect(recording.errors).to.have.length(2)
    expect(recording.errors.map(String)).to.include(
      'TypeError: trackEvent takes an event ({ type, name }), and was given undefined',
    )
  })
})

describe('trackNotHandled', () => {
  it('names the messages of this turn NotHandled, and of no other', async () => {
    const { recording, turn } = directMessages()
    await turn('gibberish', async (context) => {
      await context.sendActivity('sorry?')
      trackNotHandled(context)
      await context.sendActivity('say it again')
    })
    await turn('hi', async (context) => {
      await context.sendActivity('hello')
    })
    expect(recording.lines).to.deep.equal([
      'incoming gibberish',
      'outgoing sorry? #NotHandled',
      'outgoing say it again #NotHandled',
      'incoming hi',
      'outgoing hello',
    ])
  })
})
