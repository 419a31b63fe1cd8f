import { expect } from 'chai'
import * as v from 'valibot'
import { ConfigError } from '../../src/errors'
import { filledString, functionOption, parseOptions, refuseTogether } from '../../src/internal/options'

const schema = v.strictObject({
  secret: filledString,
  isLoud: v.optional(v.boolean()),
  names: v.optional(v.array(v.strictObject({ first: v.string(), isShort: v.optional(v.boolean()) }))),
  onError: v.optional(functionOption()),
})

describe('parseOptions', () => {
  const wrong: readonly [string, unknown, string, string][] = [
    ['no options', undefined, 'options', 'options must be an object'],
    ['options that are not an object', 'secret', 'options', 'options must be an object'],
    ['a missing option', {}, 'secret', 'secret is missing'],
    ['an option that is undefined', { secret: undefined }, 'secret', 'secret is missing'],
    ['an empty text', { secret: '' }, 'secret', 'secret must be a non-empty string'],
    ['a wrong type', { secret: 's', isLoud: 'yes' }, 'isLoud', 'isLoud must be true or false'],
    ['a wrong function', { secret: 's', onError: 'x' }, 'onError', 'onError must be a function'],
    ['what is not a list', { secret: 's', names: 'Ann' }, 'names', 'names must be a list'],
    ['an entry of a wrong type', { secret: 's', names: ['Ann'] }, 'names', 'names[0] must be an object'],
    ['a missing part', { secret: 's', names: [{}] }, 'names', 'names[0].first is missing'],
    [
      'an unknown part',
      { secret: 's', names: [{ first: 'Ann', isLong: true }] },
      'names',
      'unknown option names[0].isLong',
    ],
    [
      'an unknown option',
      { secret: 's', isLuod: true },
      'isLuod',
      'unknown option isLuod. Known are: secret, isLoud, names, onError',
    ],
  ]
  for (const [what, options, option, problem] of wrong) {
    it(`names ${what}`, () => {
      const parse = () => parseOptions('Greeter', schema, options)
      expect(parse)
        .to.throw(ConfigError, new RegExp(`^Greeter: ${problem.replace(/[[\]]/g, '\\$&')}$`))
        .with.property('option', option)
    })
  }

  it('returns what is right', () => {
    expect(parseOptions('Greeter', schema, { secret: 's' })).to.deep.equal({ secret: 's' })
  })
})

describe('refuseTogether', () => {
  it('names both options of which one has no effect', () => {
    const options: { path?: string; database?: object } = { path: 'a.db', database: {} }
    expect(() => refuseTogether('Greeter', options, ['path', 'database'], 'it is opened once')).to.throw(
      ConfigError,
      'Greeter: database has no effect with path, since it is opened once. Leave one out',
    )
  })

  it('accepts either of them', () => {
    const options: { path?: string; database?: object } = { path: 'a.db' }
    expect(() => refuseTogether('Greeter', options, ['path', 'database'], 'it is opened once')).to.not.throw()
  })
})
