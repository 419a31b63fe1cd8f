import { expect } from 'chai'
import fc from 'fast-check'
import { toPlainJson } from '../../src/client/plain-json'

const message = { text: 'Hello', userId: 'ann' }

const parsed = (value: unknown): { readonly [field: string]: unknown } =>
  JSON.parse(toPlainJson(value).json ?? 'null')

class Money {
  readonly #amount = 5

  toJSON(): object {
    return { amount: this.#amount }
  }
}

const throwing = {
  get secret(): never {
    throw new Error('the text of a user')
  },
}

describe('toPlainJson', () => {
  it('writes a payload as it is', () => {
    const payload = { ...message, platformJson: { id: '1' } }
    expect(toPlainJson(payload)).to.deep.equal({ json: JSON.stringify(payload), lost: [] })
  })

  it('writes a Date as its ISO text, and honours toJSON, beside what has no JSON', () => {
    const at = new Date(0)
    const platformJson = { at, price: new Money(), boxed: [new String('s'), new Number(1)], no: 1n }
    expect(parsed({ ...message, platformJson }).platformJson).to.deep.equal({
      at: at.toISOString(),
      price: { amount: 5 },
      boxed: ['s', 1],
      no: '[left out: it is a BigInt]',
    })
  })

  it('loses no more than the place of a cycle, a BigInt, a getter that throws', () => {
    const inner: Record<string, unknown> = { id: '1' }
    inner.self = inner
    const platformJson = { inner, list: [1, 2n, 3], throwing, fine: { deep: [true] } }
    const { json, lost } = toPlainJson({ ...message, platformJson, extraInfo: { n: 1n } })
    expect(JSON.parse(json ?? '')).to.deep.equal({
      ...message,
      platformJson: {
        inner: { id: '1', self: '[left out: it is circular]' },
        list: [1, '[left out: it is a BigInt]', 3],
        throwing: { secret: '[left out: a getter or toJSON threw]' },
        fine: { deep: [true] },
      },
      extraInfo: { n: '[left out: it is a BigInt]' },
    })
    expect(lost).to.deep.equal([
      { field: 'platformJson', why: 'it is circular' },
      { field: 'platformJson', why: 'it is a BigInt' },
      { field: 'platformJson', why: 'a getter or toJSON threw' },
      { field: 'extraInfo', why: 'it is a BigInt' },
    ])
  })

  it('puts a note in the place of a whole free field, and nothing in the place of another', () => {
    const endless = { toJSON: (): unknown => endless.toJSON() }
    const payload = { ...message, own: 1n, platformJson: endless, images: [{ url: 1n }] }
    expect(parsed(payload)).to.deep.equal({
      ...message,
      platformJson: { note: 'platformJson was left out: a getter or toJSON threw' },
      images: [{}],
    })
  })

  it('ends where a structure has no end', () => {
    class Endless {
      // An own property, as JSON takes no other.
      constructor() {
        Object.defineProperty(this, 'next', { enumerable: true, get: () => new Endless() })
      }
    }
    const json = toPlainJson({ ...message, platformJson: new Endless() }).json ?? ''
    expect(json.length).to.be.below(10_000)
    expect(json).to.include('nested too deeply')
  })

  it('takes a property named __proto__ for one like any other', () => {
    const platformJson = { ...JSON.parse('{"__proto__":{"a":1}}'), big: 1n }
    expect(toPlainJson({ platformJson }).json).to.include('"__proto__":{"a":1}')
  })

  it('has no JSON for what is a function, undefined, or a revoked proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    for (const value of [undefined, () => {}, proxy]) expect(toPlainJson(value).json).to.equal(undefined)
  })

  it('writes lone surrogates so that any receiver can read them', () => {
    expect(toPlainJson({ text: '\ud83d' }).json).to.include('"\\ud83d"')
  })

  it('keeps all that has JSON, wherever the rest is, and leaves the value as it was', () => {
    const hostile = fc.constantFrom<() => unknown>(
      () => 1n,
      () => throwing,
      () => Symbol('s'),
      () => new Date(0),
      () => new Map([[1, 2]]),
      () => new Money(),
    )
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(hostile, { minLength: 1, maxLength: 4 }), (json, makers) => {
        const parts = makers.map((make) => make())
        const cycle: Record<string, unknown> = { json }
        cycle.cycle = cycle
        const platformJson = { json, parts, cycle, after: json }
        const before = Object.keys(platformJson)
        const copy = parsed({ ...message, platformJson }).platformJson as typeof platformJson
        const plain: unknown = JSON.parse(JSON.stringify(json))
        expect(copy.json).to.deep.equal(plain)
        expect(copy.after).to.deep.equal(plain)
        expect(copy.cycle.json).to.deep.equal(plain)
        expect(copy.parts).to.have.length(parts.length)
        expect(Object.keys(platformJson)).to.deep.equal(before)
      }),
    )
  })
})
