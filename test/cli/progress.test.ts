import { expect } from 'chai'
import { Progress } from '../../src/cli/progress'

describe('Progress', () => {
  let time: number
  let written: string[]

  beforeEach(() => {
    time = 0
    written = []
  })

  const start = (total: number, isTTY = true) =>
    new Progress({
      terminal: { isTTY, write: (text) => written.push(text) },
      verb: 'Exported',
      unit: 'messages',
      total,
      now: () => time,
    })

  it('rewrites one line, ten times a second at most', () => {
    const progress = start(1_000)
    for (let added = 0; added < 1_000; added += 10) {
      time += 10
      progress.add(10)
    }
    progress.end()
    expect(written).to.have.lengthOf(11)
    expect(written[1]).to.equal('\r\u001b[KExported 110 of 1,000 messages, 11 %')
    expect(written.at(-1)).to.equal('\r\u001b[KExported 1,000 of 1,000 messages, 100 %\n')
  })

  it('writes nothing where nobody watches', () => {
    const progress = start(10, false)
    progress.add(10)
    progress.end()
    expect(written).to.deep.equal([])
  })

  it('is done where there is nothing to do', () => {
    start(0).end()
    expect(written).to.deep.equal(['\r\u001b[KExported 0 of 0 messages, 100 %\n'])
  })
})
