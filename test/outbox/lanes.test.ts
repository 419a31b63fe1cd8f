import { expect } from 'chai'
import { compareKeys, type LaneSource, Lanes } from '../../src/outbox/lanes'

/** Lanes with so many messages each; counts how often it was asked. */
class Counted implements LaneSource<string> {
  readonly #messages = new Map<string, number>()
  asked = 0

  set(conversation: string, messages: number): void {
    if (messages > 0) this.#messages.set(conversation, messages)
    else this.#messages.delete(conversation)
  }

  after(conversation: string): string | undefined {
    this.asked++
    return [...this.#messages.keys()].filter((key) => key > conversation).sort()[0]
  }

  head(conversation: string): string | undefined {
    return this.#messages.has(conversation) ? conversation : undefined
  }
}

describe('Lanes', () => {
  let source: Counted
  let lanes: Lanes<string>

  beforeEach(() => {
    source = new Counted()
    lanes = new Lanes(source, () => {})
  })

  afterEach(() => lanes.close())

  it('finds every lane once, wherever it starts', () => {
    for (const lane of ['a', 'b', 'c']) source.set(lane, 1)
    expect([lanes.next(), lanes.next(), lanes.next(), lanes.next()]).to.deep.equal(['a', 'b', 'c', undefined])
  })

  it('comes back to a lane after the others had their turn', () => {
    for (const lane of ['a', 'b', 'c']) source.set(lane, 2)
    const turns = Array.from({ length: 6 }, () => {
      const lane = lanes.next() ?? ''
      lanes.free(lane)
      return lane
    })
    expect(turns).to.deep.equal(['a', 'b', 'c', 'a', 'b', 'c'])
  })

  it('does not search again after a search without a result, until a lane is offered', () => {
    expect(lanes.next()).to.equal(undefined)
    source.asked = 0
    expect(lanes.next()).to.equal(undefined)
    source.set('a', 1)
    lanes.offer('a')
    expect(lanes.next()).to.equal('a')
    expect(source.asked).to.equal(0)
  })

  it('leaves a lane in flight alone, whatever is offered', () => {
    source.set('a', 2)
    expect(lanes.next()).to.equal('a')
    lanes.offer('a')
    expect(lanes.next()).to.equal(undefined)
    lanes.free('a')
    expect(lanes.next()).to.equal('a')
  })

  it('searches again where more lanes are offered than it remembers', () => {
    lanes.next()
    for (let index = 0; index <= 10_000; index++) lanes.offer(`lane ${index}`)
    source.set('lane 5', 1)
    source.asked = 0
    expect(lanes.next()).to.equal('lane 5')
    expect(source.asked).to.be.above(0)
  })

  it('forgets a lane that was offered and is empty by now', () => {
    lanes.next()
    lanes.offer('a')
    expect(lanes.next()).to.equal(undefined)
  })
})

describe('compareKeys', () => {
  it('compares by code point, as SQLite does, not by UTF-16 unit', () => {
    expect(compareKeys('\u{1f426}', '\uffff')).to.equal(1)
    expect('\u{1f426}' > '\uffff').to.equal(false)
    expect(compareKeys('a', 'b')).to.equal(-1)
    expect(compareKeys('a', 'a')).to.equal(0)
  })
})
