import { expect } from 'chai'
import { Addition, intoCalls } from '../../../src/redis/partitions/addition'
import type { Entry } from '../../../src/redis/partitions/entry'

const entry = (conversation: string, body = '{}'): Entry => ({
  id: conversation,
  conversation,
  kind: 'test',
  at: 1,
  body,
})

/** The partition stands in the conversation: `3:ann`. */
const partitionOf = ({ conversation }: Entry): number => Number.parseInt(conversation, 10)

function additionOf(entries: readonly Entry[]): { addition: Addition; settled: Promise<readonly boolean[]> } {
  const made: Addition[] = []
  const settled = Addition.of(entries, undefined, (addition) => made.push(addition))
  const [addition] = made
  if (addition === undefined) throw new Error('nothing was begun')
  return { addition, settled }
}

const callsFor = (...additions: readonly (readonly Entry[])[]): string[][] =>
  intoCalls(
    additions.map((entries) => additionOf(entries).addition),
    partitionOf,
  ).map((call) => [...call.values()].flatMap((its) => its.map(({ entry }) => entry.conversation)))

describe('An addition', () => {
  it('resolves once all of its entries are settled, in their order', async () => {
    const { addition, settled } = additionOf([entry('0:a'), entry('1:b'), entry('2:c')])
    addition.settle(2, false)
    addition.settle(0, true)
    addition.settle(1, true)
    expect(await settled).to.deep.equal([true, true, false])
  })

  it('rejects with the first failure, whatever comes later', async () => {
    const { addition, settled } = additionOf([entry('0:a'), entry('1:b')])
    addition.settle(0, true)
    addition.fail(new Error('first'))
    addition.fail(new Error('second'))
    addition.settle(1, true)
    expect(await settled.catch(({ message }: Error) => message)).to.equal('first')
  })
})

describe('intoCalls', () => {
  it('puts what is added together into one call, each partition in its order', () => {
    expect(callsFor([entry('1:a')], [entry('2:x'), entry('1:b')], [entry('2:y')])).to.deep.equal([
      ['1:a', '1:b', '2:x', '2:y'],
    ])
  })

  it('begins another call after 32 entries, and never splits a partition for that', () => {
    const many = Array.from({ length: 40 }, (_, index) => entry(`1:${index}`))
    expect(callsFor([...many, entry('2:a'), entry('3:b')]).map(({ length }) => length)).to.deep.equal([40, 2])
  })

  it('splits a partition after 128 entries', () => {
    const additions = Array.from({ length: 300 }, (_, index) => [entry(`1:${index}`)])
    const calls = callsFor(...additions)
    expect(calls.map(({ length }) => length)).to.deep.equal([128, 128, 44])
    expect(calls.flat()).to.deep.equal(additions.flat().map(({ conversation }) => conversation))
  })

  it('begins another call after 256 KiB', () => {
    const large = (conversation: string) => entry(conversation, 'x'.repeat(200_000))
    expect(callsFor([large('1:a'), large('2:b'), large('3:c')])).to.deep.equal([['1:a', '2:b'], ['3:c']])
  })
})
