import { expect } from 'chai'
import { ConfigError, TrackEvent, TrackIntent } from '../../src'

describe('The options of decorators', () => {
  it('are refused where they do not exist, when they are written', () => {
    const wrong = (act: () => unknown): unknown => expect(act).to.throw(ConfigError)
    wrong(() => TrackIntent({ input: { city: 1 } } as never))
    // @ts-expect-error no such direction
    wrong(() => TrackIntent({ direction: 'sideways' }))
    wrong(() => TrackEvent({ type: 'someEvent' } as never))
    const options: readonly (readonly [string, string, unknown])[] = [
      ['nmae', 'unknown option nmae. Known are: type, on, when, name', { type: 'customEvent', nmae: 'x' }],
      ['amount', 'unknown option amount', { type: 'customEvent', amount: 1 }],
      ['amount', 'amount is missing', { type: 'revenueEvent', name: 'x' }],
      ['amount', 'amount must be a finite number', { type: 'revenueEvent', amount: Number.NaN }],
      ['extraInfo', 'extraInfo must be an object, or a function', { type: 'customEvent', extraInfo: 'x' }],
      ['timing', 'timing must be a boolean', { type: 'pageLaunchEvent', timing: 'yes' }],
      ['ref', 'ref must be a string, or a function', { type: 'referralEvent', ref: 1 }],
      ['sharedMessage', 'sharedMessage must be an object', { type: 'shareEvent', sharedMessage: null }],
      ['type', 'type is missing', { name: 'x' }],
      ['type', 'type is missing', undefined],
    ]
    for (const [option, message, given] of options) {
      expect(() => TrackEvent(given as never), message)
        .to.throw(ConfigError, `@TrackEvent: ${message}`)
        .with.property('option', option)
    }
    wrong(() => TrackIntent({ name: 1 as never }))
    wrong(() => TrackIntent({ inputs: 'city' as never }))
    wrong(() => TrackIntent({ confidence: '1' as never }))
    expect(() => TrackEvent({ type: 'customEvent', on: 'never' } as never))
      .to.throw(ConfigError, '@TrackEvent: on must be one of success, failure, always')
      .with.property('option', 'on')
  })
})

describe('A decorator without parentheses', () => {
  const standard = { kind: 'method', name: 'go', access: {} }
  const forms: Readonly<Record<string, readonly unknown[]>> = {
    'legacy method': [{}, 'go', { value: () => {} }],
    'standard method': [() => {}, standard],
    'standard field': [undefined, { ...standard, kind: 'field' }],
    class: [class Bot {}],
  }
  for (const [form, given] of Object.entries(forms)) {
    it(`is refused with what to write: ${form}`, () => {
      const bare = (decorator: unknown) => () =>
        (decorator as (...given: readonly unknown[]) => unknown)(...given)
      expect(bare(TrackIntent)).to.throw(ConfigError, '@TrackIntent needs parentheses: write @TrackIntent()')
      expect(bare(TrackEvent)).to.throw(ConfigError, "write @TrackEvent('boughtSandwich')")
    })
  }
})
