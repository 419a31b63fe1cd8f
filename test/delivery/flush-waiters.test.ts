import { expect } from 'chai'
import { FlushWaiters } from '../../src/delivery/flush-waiters'

/** Resolves to whether the promise has been resolved, without waiting for it. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  const pending = Symbol('pending')
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending
}

describe('FlushWaiters', () => {
  it('resolves at once where nothing is pending', async () => {
    expect(await isDone(new FlushWaiters().add(0).done)).to.equal(true)
  })

  it('waits for everything that was pending', async () => {
    const waiters = new FlushWaiters()
    const { done } = waiters.add(2)
    waiters.left('a', 1)
    expect(await isDone(done)).to.equal(false)
    waiters.left('b', 0)
    expect(await isDone(done)).to.equal(true)
  })

  it('is not misled by later messages that leave earlier', async () => {
    const waiters = new FlushWaiters()
    const { done } = waiters.add(1)
    waiters.accepted('later')
    waiters.left('later', 1)
    expect(await isDone(done)).to.equal(false)
    waiters.left('a', 0)
    expect(await isDone(done)).to.equal(true)
  })

  it('does not wait for later messages', async () => {
    const waiters = new FlushWaiters()
    const { done } = waiters.add(1)
    waiters.accepted('later')
    waiters.left('a', 1)
    expect(await isDone(done)).to.equal(true)
  })

  it('serves several at once, each for what was before it', async () => {
    const waiters = new FlushWaiters()
    const first = waiters.add(1)
    waiters.accepted('b')
    const second = waiters.add(2)
    waiters.left('a', 1)
    expect([await isDone(first.done), await isDone(second.done)]).to.deep.equal([true, false])
    waiters.left('b', 0)
    expect(await isDone(second.done)).to.equal(true)
  })

  it('waits for no more than is left', async () => {
    const waiters = new FlushWaiters()
    const { done } = waiters.add(5)
    waiters.limit(0)
    expect(await isDone(done)).to.equal(true)
  })

  it('forgets who no longer waits', async () => {
    const waiters = new FlushWaiters()
    const { done, cancel } = waiters.add(1)
    cancel()
    waiters.left('a', 0)
    expect(await isDone(done)).to.equal(false)
  })
})
