import { expect } from 'chai'
import sinon from 'sinon'
import { toFields } from '../../../src/redis/partitions/entry'
import type { Lane, LoadedEntry } from '../../../src/redis/partitions/lane'
import { LaneWindow, type RawEntry } from '../../../src/redis/partitions/lane-window'

/** A stream in memory, and the window over it. */
class Setup {
  stream: RawEntry[] = []
  #added = 0
  readonly settled = new Set<string>()
  readonly ready: Lane<string>[] = []
  isHungry = true
  readonly window = new LaneWindow<string>(0, {
    decode: ({ body }) => JSON.parse(body).text,
    onReady: (lane) => this.ready.push(lane),
    isSettled: (place) => this.settled.has(place),
    isHungry: () => this.isHungry,
  })

  add(conversation: string, text: string): void {
    const body = JSON.stringify({ text })
    this.#added += 1
    const place = `${this.#added}-0`
    this.stream.push([place, toFields({ id: place, kind: 'incoming', conversation, at: 1, body })])
  }

  after(place: string, count: number): readonly RawEntry[] {
    return this.stream.filter(([other]) => numberOf(other) > numberOf(place)).slice(0, count)
  }

  /** Reads as a partition does, until nothing more is wanted or there. */
  read(): void {
    for (let { wanted } = this.window; wanted > 0; wanted = this.window.wanted) {
      const read = this.after(this.window.cursor, wanted)
      this.window.take(read)
      if (read.length < wanted) return
    }
  }

  load(): void {
    for (const { lane, places } of this.window.toLoad()) {
      const found = this.stream.filter(([place]) => places.includes(place))
      this.window.loaded(lane, places, found)
    }
  }

  scan(count: number): void {
    const lane = this.window.toScan
    if (lane === undefined) return
    const read = this.after(lane.scanFrom ?? '0', count)
    this.window.scanned(lane, read, read.length < count)
  }

  take(): LoadedEntry<string> | undefined {
    for (let lane = this.ready.shift(); lane !== undefined; lane = this.ready.shift()) {
      if (lane.head === undefined || lane.isInFlight) continue
      lane.isInFlight = true
      return lane.head
    }
    return undefined
  }

  /** Redis deletes it some time later. */
  done(taken: LoadedEntry<string>): void {
    this.settled.add(taken.entry.place)
    this.window.settle(taken, { kind: 'done' })
    if (this.settled.size % 10 === 0) this.stream = this.stream.filter(([place]) => !this.settled.has(place))
  }

  /** Works everything off, and returns the texts in order. */
  drain(): string[] {
    const texts: string[] = []
    for (let idle = 0; idle < 60; ) {
      this.read()
      this.load()
      this.scan(100)
      const taken = this.take()
      if (taken === undefined) {
        idle += 1
        continue
      }
      idle = 0
      texts.push(taken.item)
      this.done(taken)
    }
    return texts
  }
}

const numberOf = (place: string): number => Number(place.split('-')[0])

describe('LaneWindow', () => {
  it('has one entry of a conversation in flight, and conversations side by side', () => {
    const setup = new Setup()
    for (const text of ['a1', 'a2']) setup.add('ann', text)
    setup.add('bob', 'b1')
    setup.read()
    expect([setup.take()?.item, setup.take()?.item, setup.take()]).to.deep.equal(['a1', 'b1', undefined])
  })

  it('goes on with a conversation once its entry is done', () => {
    const setup = new Setup()
    for (let index = 0; index < 2_500; index += 1) setup.add('ann', `${index}`)
    expect(setup.drain()).to.deep.equal(Array.from({ length: 2_500 }, (_, index) => `${index}`))
    expect(setup.window.size).to.equal(0)
    expect(setup.window.lanes.size).to.equal(0)
  })

  it('reaches others behind thousands of entries of a conversation that does not move', () => {
    const setup = new Setup()
    for (let index = 0; index < 5_000; index += 1) {
      setup.add('stuck', `${index}`)
      if (index % 20 === 0) setup.add(`user ${index}`, 'hello')
    }
    setup.read()
    const first = setup.take()
    expect(first?.item).to.equal('0')
    expect(setup.drain()).to.have.length(250)
    expect(setup.window.size).to.be.at.most(1_100)
  })

  it('finds the rest of that conversation when it moves again, in order', () => {
    const setup = new Setup()
    for (let index = 0; index < 1_500; index += 1) {
      setup.add('stuck', `${index}`)
      if (index % 3 === 0) setup.add('other', 'hello')
    }
    setup.read()
    const first = setup.take()
    setup.drain()
    for (let index = 1_500; index < 1_600; index += 1) setup.add('stuck', `${index}`)
    if (first !== undefined) setup.done(first)
    const texts = setup.drain().filter((text) => text !== 'hello')
    expect(texts).to.deep.equal(Array.from({ length: 1_599 }, (_, index) => `${index + 1}`))
  })

  it('reads again from the beginning, and passes over what it knows and what is done', () => {
    const setup = new Setup()
    for (const text of ['1', '2', '3']) setup.add('ann', text)
    setup.read()
    const first = setup.take()
    if (first !== undefined) setup.done(first)
    setup.window.rewind()
    expect(setup.window.cursor).to.equal('0')
    expect(setup.window.take(setup.after('0', 10)).added).to.equal(0)
    expect(setup.drain()).to.deep.equal(['2', '3'])
  })

  it('reads from the beginning where it knows nothing: places may go back', () => {
    const setup = new Setup()
    setup.add('ann', '1')
    setup.drain()
    expect(setup.window.cursor).to.equal('0')
  })

  it('refuses what is not an entry, and goes on', () => {
    const setup = new Setup()
    setup.add('ann', '1')
    setup.stream.push(['2-0', ['hello', 'world']], ['3-0', ['c', 'ann', 'j', '{"te']])
    setup.add('ann', '2')
    const { added, refused } = setup.window.take(setup.after('0', 10))
    expect(added).to.equal(4)
    expect(refused.map(({ place }) => place)).to.deep.equal(['2-0', '3-0'])
    for (const { place } of refused) setup.settled.add(place)
    expect(setup.window.size).to.equal(2)
    expect(setup.drain()).to.deep.equal(['1', '2'])
  })

  it('reads no further while several conversations have enough, unless more could be in flight', () => {
    const setup = new Setup()
    setup.isHungry = false
    for (let index = 0; index < 4_000; index += 1) setup.add(`user ${index % 8}`, `${index}`)
    setup.read()
    expect(setup.window.size).to.be.at.most(128)
    expect(setup.window.hasLoads).to.equal(false)
    setup.isHungry = true
    setup.read()
    expect(setup.window.size).to.be.above(256)
  })

  it('reads on where all that moves is one conversation', () => {
    const setup = new Setup()
    setup.isHungry = false
    for (let index = 0; index < 2_000; index += 1) setup.add('busy', `${index}`)
    setup.add('ann', 'hello')
    setup.read()
    expect([setup.take()?.item, setup.take()?.item]).to.deep.equal(['0', 'hello'])
  })

  it('reads on where the others are silent', () => {
    const setup = new Setup()
    setup.isHungry = false
    for (let index = 0; index < 500; index += 1) setup.add(`failing ${index % 10}`, `${index}`)
    setup.add('ann', 'hello')
    setup.read()
    for (let taken = setup.take(); taken?.lane.conversation !== 'ann'; taken = setup.take()) {
      if (taken === undefined) expect.fail('ann is not reached')
      setup.window.settle(taken, { kind: 'retry', delayMs: 60_000 })
      setup.read()
    }
    setup.window.end()
  })

  it('wants fewer entries at once where they are large', () => {
    const setup = new Setup()
    for (let index = 0; index < 40; index += 1) setup.add(`user ${index}`, 'x'.repeat(500_000))
    setup.window.take(setup.after('0', 40))
    expect(setup.window.wanted).to.be.within(1, 4)
  })

  it('offers a silent lane when its time is over, and no sooner', () => {
    const clock = sinon.useFakeTimers()
    try {
      const setup = new Setup()
      setup.add('ann', '1')
      setup.read()
      const taken = setup.take()
      if (taken !== undefined) setup.window.settle(taken, { kind: 'retry', delayMs: 1_000 })
      clock.tick(999)
      expect(setup.take()).to.equal(undefined)
      clock.tick(1)
      expect(setup.take()?.item).to.equal('1')
    } finally {
      clock.restore()
    }
  })

  it('says at its end what it held that is not in flight, and aborts what is', () => {
    const setup = new Setup()
    for (const text of ['1', '2', '3']) setup.add('ann', text)
    setup.read()
    setup.take()
    expect(setup.window.end()).to.equal(2)
    expect(setup.window.signal.aborted).to.equal(true)
  })
})
