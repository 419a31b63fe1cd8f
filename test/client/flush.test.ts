import { expect } from 'chai'
import { DashbotClient } from '../../src/client/client'
import { ConfigError, type DashbotError } from '../../src/errors'
import { MemoryTransport } from '../../src/transports/memory'
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

describe('The options of flush and close', () => {
  for (const call of ['flush', 'close'] as const) {
    for (const [options, problem] of [
      [3_000, `options must be an object, as in ${call}({ timeoutMs: 3_000 })`],
      [{ timeout: 1 }, 'unknown option timeout. Known are: timeoutMs'],
      [{ timeoutMs: '1s' }, 'timeoutMs must be a number of milliseconds'],
      [{ timeoutMs: Number.NaN }, 'timeoutMs must be a number of milliseconds'],
      [null, 'options must be an object'],
    ] as const) {
      it(`are reported where they are wrong, and ${call} still delivers: ${JSON.stringify(options)}`, async () => {
        const errors: DashbotError[] = []
        const transport = new MemoryTransport()
        const client = new DashbotClient({ transport, onError: (error) => errors.push(error) })
        client.logIncoming({ text: 'hi', userId: 'ann' })
        const result = await client[call](options as never)
        expect(result).to.include({ delivered: 1 })
        expect(errors).to.have.length(1)
        expect(errors[0]).to.be.instanceOf(ConfigError)
        expect(errors[0]?.message).to.include(`DashbotClient.${call}: ${problem}`)
        await client.close()
      })
    }

    it(`may be left out, or undefined: ${call}`, async () => {
      const errors: DashbotError[] = []
      const client = new DashbotClient({
        transport: new MemoryTransport(),
        onError: (error) => errors.push(error),
      })
      await client[call]()
      await client[call]({})
      await client[call]({ timeoutMs: undefined })
      expect(errors).to.deep.equal([])
      await client.close()
    })
  }
})
