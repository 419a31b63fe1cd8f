import { expect } from 'chai'
import { layoutFlow, OTHERS, SESSION_END, withEnds } from '../../../../src/tracker/viewer/parts/flow-layout'

describe('layoutFlow', () => {
  it('places the intents of each side below one another, the most frequent on top', () => {
    const { nodes } = layoutFlow([
      { from: 'A', to: 'B', count: 1 },
      { from: 'C', to: 'B', count: 3 },
    ])
    const left = nodes.filter(({ side }) => side === 'from')
    expect(left.map(({ name, count }) => [name, count])).to.deep.equal([
      ['C', 3],
      ['A', 1],
    ])
    expect(left[1]?.y).to.be.greaterThan((left[0]?.y ?? 0) + (left[0]?.height ?? 0))
  })

  it('keeps the ribbons of a node beside one another and within it', () => {
    const { nodes, ribbons } = layoutFlow([
      { from: 'A', to: 'A', count: 5 },
      { from: 'A', to: 'B', count: 3 },
      { from: 'B', to: 'A', count: 2 },
    ])
    const node = nodes.find(({ side, name }) => side === 'from' && name === 'A')
    const own = ribbons.filter(({ from }) => from === 'A').sort((a, b) => a.fromY - b.fromY)
    expect(own[0]?.fromY).to.equal(node?.y)
    expect(own[1]?.fromY).to.be.closeTo((own[0]?.fromY ?? 0) + (own[0]?.thickness ?? 0), 1e-9)
    const total = own.reduce((sum, { thickness }) => sum + thickness, 0)
    expect(total).to.be.closeTo(node?.height ?? 0, 1e-9)
  })

  it('sums up what is rare', () => {
    const steps = Array.from({ length: 20 }, (_, index) => ({
      from: `I${index}`,
      to: 'END',
      count: 20 - index,
    }))
    const left = layoutFlow(steps, 4).nodes.filter(({ side }) => side === 'from')
    expect(left.map(({ name }) => name)).to.deep.equal(['I0', 'I1', 'I2', OTHERS])
    expect(left.reduce((sum, { count }) => sum + count, 0)).to.equal(210)
  })

  it('never sums up what was not handled, nor the end of sessions', () => {
    const steps = Array.from({ length: 20 }, (_, index) => ({
      from: 'A',
      to: `I${index}`,
      count: 20 - index,
    }))
    const rare = [
      { from: 'A', to: 'NotHandled', count: 0.5 },
      ...withEnds([], [{ intent: 'A', sessions: 0.25 }]),
    ]
    const right = layoutFlow([...steps, ...rare], 4).nodes.filter(({ side }) => side === 'to')
    expect(right.map(({ name }) => name)).to.deep.equal(['I0', 'NotHandled', SESSION_END, OTHERS])
  })

  it('leads from the last intent of sessions to their end', () => {
    const steps = [{ from: 'A', to: 'B', count: 2 }]
    const exits = [
      { intent: 'B', sessions: 3 },
      { intent: undefined, sessions: 9 },
    ]
    expect(withEnds(steps, exits)).to.deep.equal([
      { from: 'B', to: SESSION_END, count: 3 },
      { from: 'A', to: 'B', count: 2 },
    ])
  })

  it('is empty without steps', () => {
    expect(layoutFlow([])).to.deep.equal({ nodes: [], ribbons: [], height: 0 })
  })
})
