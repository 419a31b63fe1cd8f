import { expect } from 'chai'
import { Fifo } from '../../src/delivery/fifo'

describe('Fifo', () => {
  it('gives back what was put in, in order', () => {
    const fifo = new Fifo<number>()
    fifo.push(1)
    fifo.push(2)
    expect(fifo.shift()).to.equal(1)
    fifo.push(3)
    expect([fifo.shift(), fifo.shift(), fifo.shift()]).to.deep.equal([2, 3, undefined])
  })

  it('shows the first item and leaves it', () => {
    const fifo = new Fifo<number>()
    expect(fifo.first).to.equal(undefined)
    fifo.push(1)
    expect(fifo.first).to.equal(1)
    expect(fifo.shift()).to.equal(1)
  })

  it('takes elements again after it was emptied', () => {
    const fifo = new Fifo<number>()
    fifo.push(1)
    fifo.shift()
    fifo.push(2)
    expect(fifo.first).to.equal(2)
  })
})
