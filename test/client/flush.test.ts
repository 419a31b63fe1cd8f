import { expect } from 'chai'
import { DashbotClient } from '../../src/client/client'
import type { Envelope } from '../../src/wire/envelope'

/** A receiver that answers each message when the test says so. */
class SlowTransport {
  readonly #waiting = new Map<string, () => void>()

  send({ payload }: Envelope): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(payload.userId, resolve))
  }

  async answer(userId: string): Promise<void> {
    while (!this.#waiting.has(userId)) await new Promise(setImmediate)
    this.#waiting.get(userId)?.()
    this.#waiting.delete(userId)
    for (let round = 0; round < 3; round++) await new Promise(setImmediate)
  }
}

describe('DashbotClient.flush', () => {
  it('waits for what was logged before it, whatever is logged and delivered since', async () => {
    const transport = new SlowTransport()
    const client = new DashbotClient({ transport })
    client.logIncoming({ text: 'before', userId: 'ann' })
    let isFlushed = false
    const flushed = client.flush().then((result) => {
      isFlushed = true
      return result
    })
    for (const userId of ['bob', 'cem']) {
      client.logIncoming({ text: 'since', userId })
      await transport.answer(userId)
    }
    expect(isFlushed).to.equal(false)
    client.logIncoming({ text: 'since', userId: 'dan' })
    await transport.answer('ann')
    expect(await flushed).to.deep.equal({ delivered: 3, pending: 1, dropped: 0 })
    await client.close({ timeoutMs: 0 })
  })
})
