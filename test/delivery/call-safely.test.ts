import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { callSafely } from '../../src/delivery/call-safely'

describe('callSafely', () => {
  /** What Node reports as unhandled while the callback is called. */
  async function unhandled(callback: () => unknown): Promise<readonly unknown[]> {
    const before = process.listeners('unhandledRejection')
    const reasons: unknown[] = []
    process
      .removeAllListeners('unhandledRejection')
      .on('unhandledRejection', (reason) => reasons.push(reason))
    callSafely(callback)
    await setImmediate()
    process.removeAllListeners('unhandledRejection')
    for (const listener of before) process.on('unhandledRejection', listener)
    return reasons
  }

  it('passes the arguments on', () => {
    const given: unknown[] = []
    callSafely((...args: readonly number[]) => given.push(...args), 1, 2)
    expect(given).to.deep.equal([1, 2])
  })

  it('lets no exception through', () => {
    callSafely(() => {
      throw new Error('of the callback')
    })
  })

  it('leaves no rejection of an async callback unhandled', async () => {
    expect(await unhandled(() => Promise.reject(new Error('of the callback')))).to.deep.equal([])
  })

  it('leaves no rejection of a thenable unhandled', async () => {
    const rejected = Promise.reject(new Error('of the callback'))
    // biome-ignore lint/suspicious/noThenProperty: what libraries of their own return
    const thenable = { then: (...handlers: Parameters<typeof rejected.then>) => rejected.then(...handlers) }
    expect(await unhandled(() => thenable)).to.deep.equal([])
  })
})
