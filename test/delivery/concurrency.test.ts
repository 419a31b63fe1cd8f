import { expect } from 'chai'
import { AdaptiveConcurrency } from '../../src/delivery/concurrency'
import { pseudoRandom } from '../support/pseudo-random'

interface Receiver {
  /** How long it takes for a request that begins at that time, in ms. */
  readonly serviceMs: (now: number) => number
  /** How many requests it works on at once, at most 64. @default 64 */
  readonly capacity?: (now: number) => number
  /** Whether it refuses a request, with so many in flight. */
  readonly refuses?: (inFlight: number) => boolean
  /** For how long this process notices nothing, once it is about to notice an answer, in ms. @default 0 */
  readonly stallMs?: (now: number) => number
}

/** What it takes this process to begin a request. */
const BEGIN_MS = 0.01

const MAX_CAPACITY = 64

interface Attempt {
  readonly begunAt: number
  readonly endedAt: number
  readonly isRefused: boolean
}

/** Always as much in flight as may be, against a receiver of the given kind, in time that is only reckoned. */
function simulate(
  { serviceMs, capacity = () => MAX_CAPACITY, refuses = () => false, stallMs = () => 0 }: Receiver,
  forMs: number,
) {
  const concurrency = new AdaptiveConcurrency(64)
  const freeAt = new Array<number>(MAX_CAPACITY).fill(0)
  const inFlight: Attempt[] = []
  const highest = { inFlight: 0, lateInFlight: 0 }
  let [now, delivered, refused] = [0, 0, 0]
  while (now < forMs) {
    while (inFlight.length < concurrency.limit) {
      const isRefused = refuses(inFlight.length + 1)
      const places = freeAt.slice(0, capacity(now))
      const place = places.indexOf(Math.min(...places))
      const endedAt = isRefused ? now + 5 : Math.max(now, freeAt[place] ?? 0) + serviceMs(now)
      if (!isRefused) freeAt[place] = endedAt
      inFlight.push({ begunAt: now, endedAt, isRefused })
      now += BEGIN_MS
      highest.inFlight = Math.max(highest.inFlight, inFlight.length)
      if (now > forMs / 2) highest.lateInFlight = Math.max(highest.lateInFlight, inFlight.length)
    }
    inFlight.sort((a, b) => b.endedAt - a.endedAt)
    const isSaturated = inFlight.length >= concurrency.limit
    const attempt = inFlight.pop()
    if (attempt === undefined) break
    now = Math.max(now, attempt.endedAt)
    now += stallMs(now)
    if (attempt.isRefused) {
      refused += 1
      concurrency.failed()
    } else {
      delivered += 1
      concurrency.succeeded({ ...attempt, endedAt: now, isSaturated })
    }
  }
  return { ...highest, delivered, refused, limit: concurrency.limit, perSecond: (delivered / forMs) * 1_000 }
}

/** From 0 to 1, always the same for the same whole number. */
function noise(number: number): number {
  const random = pseudoRandom(number * 7_919 + 1)
  random()
  return random()
}

describe('AdaptiveConcurrency', () => {
  it('begins at 8, or at the maximum where that is less', () => {
    expect(new AdaptiveConcurrency(64).limit).to.equal(8)
    expect(new AdaptiveConcurrency(3).limit).to.equal(3)
  })

  it('grows to the maximum against a receiver that is far away, and delivers 1,000 a second at 50 ms', () => {
    const { perSecond, inFlight } = simulate({ serviceMs: () => 50 }, 4_000)
    expect(perSecond).to.be.above(1_100)
    expect(inFlight).to.equal(64)
  })

  it('grows where latency varies', () => {
    const random = pseudoRandom(1)
    const { perSecond } = simulate({ serviceMs: () => 20 + 60 * random() }, 20_000)
    expect(perSecond).to.be.above(1_000)
  })

  it('stays high where the receiver’s latency goes up and down for all requests alike', () => {
    const { perSecond } = simulate({ serviceMs: (now) => 50 + 200 * noise(Math.floor(now / 400)) }, 60_000)
    expect(perSecond).to.be.above(350)
  })

  it('stays high where this process stands still again and again', () => {
    const random = pseudoRandom(2)
    let next = 0
    const stallMs = (now: number): number => {
      if (now < next) return 0
      const ms = 120 * random()
      next = now + ms + 200 * random()
      return ms
    }
    const { perSecond } = simulate({ serviceMs: () => 50, stallMs }, 40_000)
    expect(perSecond).to.be.above(500)
  })

  it('comes down to what a slow receiver works on at once', () => {
    const { lateInFlight, inFlight, perSecond } = simulate(
      { serviceMs: () => 100, capacity: () => 4 },
      20_000,
    )
    expect(perSecond).to.be.above(36)
    expect(inFlight).to.be.at.most(20)
    expect(lateInFlight).to.be.at.most(10)
  })

  it('comes down within three minutes to what a fast receiver works on at once after a breakdown', () => {
    const { lateInFlight, perSecond } = simulate(
      { serviceMs: (now) => (now < 10_000 ? 20 : 500), capacity: (now) => (now < 10_000 ? 64 : 4) },
      320_000,
    )
    expect(lateInFlight).to.be.at.most(10)
    expect(perSecond).to.be.above(7)
  })

  it('has hardly more than one in flight at a receiver that works on one at a time', () => {
    const { lateInFlight, perSecond } = simulate({ serviceMs: () => 50, capacity: () => 1 }, 40_000)
    expect(perSecond).to.be.above(19)
    expect(lateInFlight).to.be.at.most(4)
  })

  it('stays below what a receiver refuses, most of the time', () => {
    const { delivered, refused } = simulate(
      { serviceMs: () => 50, refuses: (inFlight) => inFlight > 20 },
      20_000,
    )
    expect(refused / delivered).to.be.below(0.05)
    expect(delivered / 20).to.be.above(200)
  })

  it('follows a receiver that becomes slower for good', () => {
    const { perSecond } = simulate({ serviceMs: (now) => (now < 2_000 ? 5 : 50) }, 20_000)
    expect(perSecond).to.be.above(1_000)
  })

  it('halves with each failure, and grows by one with each success after it, as far as the start', () => {
    const concurrency = new AdaptiveConcurrency(64)
    concurrency.failed()
    concurrency.failed()
    expect(concurrency.limit).to.equal(2)
    const limits = Array.from({ length: 8 }, () => {
      concurrency.succeeded()
      return concurrency.limit
    })
    expect(limits).to.deep.equal([3, 4, 5, 6, 7, 8, 8, 8])
  })

  it('learns nothing from attempts that did not need the limit', () => {
    const concurrency = new AdaptiveConcurrency(64)
    for (let index = 0; index < 1_000; index += 1) {
      concurrency.succeeded({ begunAt: index * 10, endedAt: index * 10 + 5, isSaturated: false })
    }
    expect(concurrency.limit).to.equal(8)
  })
})
