import { expect } from 'chai'
import { afterTrace, type RecognizedIntent, traceIntent } from '../../../src/mapping/recognizer/trace-intent'

const trace = (intents: Record<string, number>, name = 'LuisRecognizer') => ({
  type: 'trace',
  name,
  value: {
    recognizerResult: {
      intents: Object.fromEntries(Object.entries(intents).map(([intent, score]) => [intent, { score }])),
    },
  },
})

const recognized = (...traces: readonly ReturnType<typeof trace>[]): string | undefined => {
  let state: RecognizedIntent = { intent: undefined, topScore: 0 }
  for (const activity of traces) {
    const found = traceIntent(activity)
    if (found !== undefined) state = afterTrace(state, found)
  }
  return state.intent?.name
}

describe('The intent of a turn with several traces', () => {
  const cases: readonly (readonly [string, readonly ReturnType<typeof trace>[], string | undefined])[] = [
    ['a dispatch chain', [trace({ Weather: 0.95 }), trace({ Forecast: 0.8 })], 'Forecast'],
    [
      'a dispatch chain with a less sure end',
      [trace({ Weather: 0.9 }), trace({ Forecast: 0.45 })],
      'Forecast',
    ],
    ['a model of the Dispatch tool', [trace({ l_Weather: 0.95 }), trace({ Forecast: 0.2 })], 'Forecast'],
    ['recognizers at once, the best first', [trace({ Order: 0.95 }), trace({ Cancel: 0.05 })], 'Order'],
    ['recognizers at once, the best last', [trace({ Cancel: 0.05 }), trace({ Order: 0.95 })], 'Order'],
    [
      'recognizers at once, each a bit less sure',
      [trace({ A: 0.95 }), trace({ B: 0.5 }), trace({ C: 0.3 })],
      'B',
    ],
    ['one that recognized nothing last', [trace({ Order: 0.9 }), trace({ None: 1 })], 'Order'],
    [
      'a member of a cross-trained set that leaves it to another',
      [trace({ Order: 0.9 }), trace({ DeferToRecognizer_LUIS: 1 }, 'QnAMakerRecognizer')],
      'Order',
    ],
    [
      'members that leave it to a knowledge base',
      [trace({ DeferToRecognizer_QnA: 1 }), trace({ QnAMatch: 1 })],
      undefined,
    ],
    [
      'a set with its own result',
      [trace({ A: 0.9 }), trace({ B: 0.8 }), trace({ A: 0.3 }, 'CrossTrainedRecognizerSetResult')],
      'A',
    ],
    [
      'a set that recognized nothing',
      [trace({ A: 0.9 }), trace({ None: 1 }, 'CrossTrainedRecognizerSetResult')],
      undefined,
    ],
    [
      'a set that does not decide',
      [trace({ A: 0.9 }), trace({ B: 0.8 }), trace({ ChooseIntent: 1 })],
      undefined,
    ],
    ['a recognizer after a set', [trace({ A: 0.9 }), trace({ ChooseIntent: 1 }), trace({ C: 0.1 })], 'C'],
    ['no trace of a recognizer', [{ ...trace({ A: 1 }), type: 'event' }], undefined],
  ]
  for (const [what, traces, expected] of cases) {
    it(`is ${expected} for ${what}`, () => {
      expect(recognized(...traces)).to.equal(expected)
    })
  }

  it('is the last where the results have no score', () => {
    const bare = (name: string) => ({ ...trace({}), value: { prediction: { topIntent: name } } })
    expect(recognized(bare('A') as never, bare('B') as never)).to.equal('B')
    expect(recognized(trace({ A: 0.9 }), bare('B') as never)).to.equal('B')
  })
})
