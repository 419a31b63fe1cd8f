import { expect } from 'chai'
import { toIntent } from '../../../src/mapping/recognizer/to-intent'
import type { DashbotIntentInput } from '../../../src/wire/types'

const luis = {
  text: 'fly me and a bag from paris to NYC on monday for 200 dollars',
  intents: { None: { score: 0.02 }, BookFlight: { score: 0.93 }, Cancel: { score: 0.1 } },
  entities: {
    From: [
      {
        City: ['paris'],
        Airport: [['Charles de Gaulle', 'Orly']],
        $instance: { City: [{ text: 'paris' }], Airport: [{ text: 'paris' }] },
      },
    ],
    Airport: [['JFK', 'LGA']],
    datetime: [{ type: 'date', timex: ['XXXX-WXX-1'] }],
    money: [{ number: 200, units: 'Dollar' }],
    number: [200, 1],
    Passenger: ['me', 'a bag'],
    $raw: { Airport: ['nyc'] },
    $instance: {
      From: [{ text: 'from paris', type: 'From' }],
      Airport: [{ text: 'NYC', type: 'Airport' }],
      datetime: [{ text: 'monday', type: 'builtin.datetimeV2.date' }],
      money: [{ text: '200 dollars', type: 'builtin.currency' }],
      number: [{ text: '200' }, { text: 'a' }],
      Passenger: [{ text: 'me' }, { text: 'a bag' }],
    },
  },
}
const luisIntent = {
  name: 'BookFlight',
  inputs: [
    { name: 'From.City', value: 'paris' },
    { name: 'From.Airport', value: 'Charles de Gaulle, Orly' },
    { name: 'Airport', value: 'JFK, LGA' },
    { name: 'datetime', value: 'monday' },
    { name: 'money', value: '200 dollars' },
    { name: 'number', value: '200' },
    { name: 'number', value: 'a' },
    { name: 'Passenger', value: 'me' },
    { name: 'Passenger', value: 'a bag' },
  ],
  confidence: 0.93,
}

const clu = {
  kind: 'ConversationResult',
  result: {
    query: 'weather in san francisco and oslo, big apple',
    prediction: {
      topIntent: 'GetWeather',
      projectKind: 'Conversation',
      intents: [
        { category: 'GetWeather', confidenceScore: 0.87 },
        { category: 'None', confidenceScore: 0.1 },
      ],
      entities: [
        { category: 'City', text: 'san francisco', offset: 11, length: 13, confidenceScore: 1 },
        { category: 'City', text: 'oslo', offset: 29, length: 4, confidenceScore: 1 },
        {
          category: 'Town',
          text: 'big apple',
          extraInformation: [
            { extraInformationKind: 'EntitySubtype', value: 'x' },
            { extraInformationKind: 'ListKey', key: 'New York' },
            { extraInformationKind: 'ListKey', key: 'NYC' },
          ],
        },
      ],
    },
  },
}
const cluIntent = {
  name: 'GetWeather',
  inputs: [
    { name: 'City', value: 'san francisco' },
    { name: 'City', value: 'oslo' },
    { name: 'Town', value: 'New York, NYC' },
  ],
  confidence: 0.87,
}

const inputs = (entities: unknown): readonly DashbotIntentInput[] | undefined =>
  toIntent({ intents: { X: { score: 1 } }, entities })?.inputs

describe('toIntent', () => {
  it('reads a result of LUIS', () => {
    expect(toIntent(luis)).to.deep.equal(luisIntent)
  })

  it('reads a result of CLU', () => {
    expect(toIntent(clu)).to.deep.equal(cluIntent)
    expect(toIntent(clu.result)).to.deep.equal(cluIntent)
  })

  it("reads the values of recognizers' traces, and the traces", () => {
    expect(toIntent({ recognizerResult: luis, luisResult: {}, luisModel: {} })).to.deep.equal(luisIntent)
    expect(toIntent({ response: clu })).to.deep.equal(cluIntent)
    expect(
      toIntent({ type: 'trace', name: 'LuisRecognizer', value: { recognizerResult: luis } }),
    ).to.deep.equal(luisIntent)
  })

  it('reads a result of Orchestrator or of regular expressions', () => {
    const result = {
      text: 'hi',
      intents: { Greeting: { score: 0.7, pattern: 'hi' } },
      entities: {},
      result: [],
    }
    expect(toIntent(result)).to.deep.equal({ name: 'Greeting', confidence: 0.7 })
  })

  it("reads CLU's entities in a recognizer's result, as samples carry them", () => {
    const { entities } = clu.result.prediction
    const intents = { GetWeather: { score: 0.87 } }
    expect(toIntent({ intents, entities: { entities } })).to.deep.equal(cluIntent)
    expect(toIntent({ intents, entities })).to.deep.equal(cluIntent)
  })

  it('follows an orchestration to the project that had the answer', () => {
    const result = (target: object): object => ({
      result: {
        prediction: {
          projectKind: 'Orchestration',
          topIntent: 'Travel',
          intents: { Travel: target, None: {} },
        },
      },
    })
    const conversation = { targetProjectKind: 'Conversation', confidenceScore: 1, result: clu.result }
    expect(toIntent(result(conversation))).to.deep.equal(cluIntent)
    const luisTarget = {
      targetProjectKind: 'Luis',
      result: { prediction: { ...luis, topIntent: 'BookFlight' } },
    }
    expect(toIntent(result(luisTarget))).to.deep.equal(luisIntent)
    const answers = { targetProjectKind: 'QuestionAnswering', confidenceScore: 1, result: { answers: [] } }
    expect(toIntent(result(answers))).to.equal(undefined)
    expect(toIntent(result({ targetProjectKind: 'NonLinked', confidenceScore: 0.5 }))).to.deep.equal({
      name: 'Travel',
      confidence: 0.5,
    })
  })

  it('takes the intent that the service names, even one it does not score', () => {
    const prediction = { topIntent: 'B', intents: [{ category: 'A', confidenceScore: 1 }] }
    expect(toIntent({ prediction })).to.deep.equal({ name: 'B' })
  })

  it('leaves out a confidence that is not a number', () => {
    expect(toIntent({ intents: { A: {}, B: { score: Number.NaN } } })).to.deep.equal({ name: 'A' })
  })

  const nothing: readonly (readonly [string, unknown])[] = [
    ['None on top', { intents: { None: { score: 0.9 }, A: { score: 0.1 } } }],
    ["CLU's None", { prediction: { topIntent: 'None', intents: [] } }],
    ['no intents', { intents: {}, entities: { City: ['Oslo'] } }],
    ['a member of a set that defers', { intents: { DeferToRecognizer_QnA_bot: { score: 1 } } }],
    ['a set that does not decide', { intents: { ChooseIntent: { score: 1 } }, candidates: [] }],
    ["QnA Maker's match", { intents: { QnAMatch: { score: 0.9 } }, entities: { answer: ['42'] } }],
    [
      "QnA Maker's trace",
      { message: {}, queryResults: [{ answer: '42', score: 0.9 }], knowledgeBaseId: 'k' },
    ],
    ['an intent without a name', { intents: { '': { score: 1 } } }],
    ['nothing', undefined],
    ['null', null],
    ['text', 'BookFlight'],
    ['an unrelated trace', { type: 'trace', value: { some: 'thing' } }],
    ['a trace that contains itself', circularTrace()],
  ]
  for (const [what, result] of nothing) {
    it(`is undefined for ${what}`, () => {
      expect(toIntent(result)).to.equal(undefined)
    })
  }
})

function circularTrace(): object {
  const trace: Record<string, unknown> = { type: 'trace' }
  trace.value = trace
  return trace
}

describe("an intent's inputs", () => {
  it('take a single value that stands in no list', () => {
    expect(inputs({ city: 'Oslo', count: 3 })).to.deep.equal([
      { name: 'city', value: 'Oslo' },
      { name: 'count', value: '3' },
    ])
  })

  it('fall back to JSON for an object that has no text beside it', () => {
    expect(inputs({ datetime: [{ type: 'date', timex: ['2026'] }] })).to.deep.equal([
      { name: 'datetime', value: '{"type":"date","timex":["2026"]}' },
    ])
  })

  it("know a composite by its children's lists where instances are left out", () => {
    expect(inputs({ Flight: [{ City: ['Oslo'], Seat: [['A', 'B']] }] })).to.deep.equal([
      { name: 'Flight.City', value: 'Oslo' },
      { name: 'Flight.Seat', value: 'A, B' },
    ])
  })

  it('are a hundred at most', () => {
    expect(inputs({ word: Array.from({ length: 500 }, () => 'x') })).to.have.length(100)
    const entities = Array.from({ length: 500 }, () => ({ category: 'word', text: 'x' }))
    expect(inputs(entities)).to.have.length(100)
  })

  it('are absent where there is nothing to report', () => {
    expect(inputs({ $instance: {}, nothing: [null], unnamed: [] })).to.equal(undefined)
    expect(inputs([{ category: 'City' }, { text: 'Oslo' }, null])).to.equal(undefined)
    expect(inputs('text')).to.equal(undefined)
  })
})
