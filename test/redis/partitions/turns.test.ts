import { expect } from 'chai'
import { Holding } from '../../../src/redis/partitions/holding'
import { Lane, type LaneHolder, type LoadedEntry } from '../../../src/redis/partitions/lane'
import type { Lease } from '../../../src/redis/partitions/lease'
import type { Partition } from '../../../src/redis/partitions/partition'
import { Turns } from '../../../src/redis/partitions/turns'

/** A partition whose lease is held or not, with lanes that always have a head. */
class Setup {
  readonly window: LaneHolder<string>
  readonly partition: { window: unknown }
  readonly lease = { isHeld: true }
  readonly holding: Holding<string>

  constructor(index: number) {
    this.window = { partition: index, signal: new AbortController().signal, settle: () => {} }
    this.partition = { window: this.window }
    this.holding = new Holding(this.partition as Partition<string>, this.lease as Lease)
  }

  lane(conversation: string): Lane<string> {
    const lane = new Lane(conversation, this.window)
    const entry = { place: '1-0', id: conversation, kind: 'test', conversation, at: 1, body: '{}' }
    lane.push({ entry, item: conversation, lane })
    return lane
  }
}

describe('Turns', () => {
  const turns = (): Turns<string> => new Turns<string>()
  const take = (from: Turns<string>, count: number): (string | undefined)[] =>
    Array.from({ length: count }, () => from.next()?.item)
  const settle = (taken: LoadedEntry<string> | undefined): void => {
    if (taken !== undefined) taken.lane.isInFlight = false
  }

  it('serve a partition after the other, each with the lanes that were ready', () => {
    const [one, other] = [new Setup(0), new Setup(1)]
    const subject = turns()
    subject.offer(one.holding, one.lane('a'))
    subject.offer(other.holding, other.lane('x'))
    subject.offer(one.holding, one.lane('b'))
    expect(subject.next()?.item).to.equal('a')
    subject.offer(one.holding, one.lane('c'))
    subject.offer(other.holding, other.lane('y'))
    expect(take(subject, 5)).to.deep.equal(['b', 'x', 'y', 'c', undefined])
  })

  it('let the other partitions have their turn before lanes that are ready again', () => {
    const [one, other] = [new Setup(0), new Setup(1)]
    const subject = turns()
    const lane = one.lane('a')
    subject.offer(one.holding, lane)
    subject.offer(other.holding, other.lane('x'))
    const taken = subject.next()
    settle(taken)
    subject.offer(one.holding, lane)
    expect(take(subject, 3)).to.deep.equal(['x', 'a', undefined])
  })

  it('hand out nothing of a partition whose lease is in doubt, and everything once it is held again', () => {
    const one = new Setup(0)
    const subject = turns()
    one.lease.isHeld = false
    subject.offer(one.holding, one.lane('a'))
    subject.offer(one.holding, one.lane('b'))
    expect(subject.next()).to.equal(undefined)
    one.lease.isHeld = true
    subject.enlist(one.holding)
    expect(take(subject, 3)).to.deep.equal(['a', 'b', undefined])
  })

  it('stop in the middle of a turn where the lease comes in doubt, and go on with the other partitions', () => {
    const [one, other] = [new Setup(0), new Setup(1)]
    const subject = turns()
    for (const conversation of ['a', 'b']) one.holding.offer(one.lane(conversation))
    subject.enlist(one.holding)
    subject.offer(other.holding, other.lane('x'))
    expect(subject.next()?.item).to.equal('a')
    one.lease.isHeld = false
    expect(take(subject, 2)).to.deep.equal(['x', undefined])
    one.lease.isHeld = true
    subject.enlist(one.holding)
    expect(subject.next()?.item).to.equal('b')
  })

  it('pass over lanes of a partition that went elsewhere and came back', () => {
    const one = new Setup(0)
    const subject = turns()
    subject.offer(one.holding, one.lane('a'))
    one.partition.window = { ...one.window }
    expect(subject.next()).to.equal(undefined)
  })

  it('are hungry while no lane was left to be asked for', () => {
    const one = new Setup(0)
    const subject = turns()
    subject.next()
    expect(subject.isHungry).to.equal(true)
    subject.offer(one.holding, one.lane('a'))
    subject.next()
    expect(subject.isHungry).to.equal(false)
  })
})
