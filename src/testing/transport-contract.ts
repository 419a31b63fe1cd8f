import assert from 'node:assert/strict'
import { TransportError } from '../errors'
import type { SendOptions, Transport } from '../transports/transport'
import { createEnvelope, type Envelope } from '../wire/envelope'

/** What a receiver got of an envelope. */
export type ReceivedEnvelope = Pick<Envelope, 'id' | 'type' | 'json'>

/** A transport with the far end of its way. */
export interface TransportUnderTest {
  readonly transport: Transport
  /** Everything that arrived so far, in the order of its arrival, repetitions included. */
  received(): readonly ReceivedEnvelope[] | Promise<readonly ReceivedEnvelope[]>
  /** Makes the receiver refuse the next envelope, for now or for good. Needed by the checks of refusals. */
  refuseNext?(refusal: { readonly retryable: boolean }): void
  /** Ends what was started for the test; the transport itself is closed by the suite. */
  dispose?(): Promise<void>
}

/** One promise of the `Transport` interface. `run` rejects with an `AssertionError` where it is broken. */
export interface ContractCheck {
  readonly name: string
  run(): Promise<void>
}

export interface TransportContractOptions {
  /** Adds the checks of refusals: `refuseNext` must be there. @default false */
  readonly refusals?: boolean | undefined
}

type Check = (subject: TransportUnderTest) => Promise<void>

/**
 * The promises that a transport keeps, for any test runner:
 *
 * @example
 * describe('MyTransport', () => {
 *   for (const { name, run } of transportContract(createSubject)) it(name, run)
 * })
 *
 * @param create Called once for each check.
 */
export function transportContract(
  create: () => TransportUnderTest | Promise<TransportUnderTest>,
  { refusals = false }: TransportContractOptions = {},
): readonly ContractCheck[] {
  const chosen = refusals ? { ...deliveryChecks, ...refusalChecks } : deliveryChecks
  return Object.entries(chosen).map(([name, check]) => ({
    name,
    run: async () => {
      const subject = await create()
      try {
        await check(subject)
      } finally {
        await subject.transport.close?.()
        await subject.dispose?.()
      }
    },
  }))
}

const attempt = (): SendOptions => ({ signal: new AbortController().signal })

const deliveryChecks: Readonly<Record<string, Check>> = {
  'has delivered an envelope of each type when send resolves': async ({ transport, received }) => {
    const envelopes = [example('incoming'), example('outgoing'), example('event')]
    for (const envelope of envelopes) await transport.send(envelope, attempt())
    assert.deepEqual((await received()).map(essentials), envelopes.map(essentials))
  },

  'delivers the JSON as it is, whatever characters it has': async ({ transport, received }) => {
    const text = `quotes " \\ ' line\n\u2028 zero \0 emoji 🐦 lone \ud83d, ${'long '.repeat(20_000)}`
    const envelope = example('incoming', text)
    await transport.send(envelope, attempt())
    assert.deepEqual((await received()).map(essentials), [essentials(envelope)])
  },

  'keeps the order of a conversation, one send after the other': async ({ transport, received }) => {
    const envelopes = Array.from({ length: 20 }, (_, index) => example('outgoing', `message ${index}`))
    for (const envelope of envelopes) await transport.send(envelope, attempt())
    assert.deepEqual((await received()).map(essentials), envelopes.map(essentials))
  },

  'takes envelopes of several conversations at once': async ({ transport, received }) => {
    const envelopes = Array.from({ length: 20 }, (_, index) => example('incoming', 'hello', `user ${index}`))
    await Promise.all(envelopes.map((envelope) => transport.send(envelope, attempt())))
    const ids = (all: readonly ReceivedEnvelope[]) => all.map(({ id }) => id).sort()
    assert.deepEqual(ids(await received()), ids(envelopes))
  },

  'gives an envelope the same id when it is sent again': async ({ transport, received }) => {
    const envelope = example('incoming')
    await transport.send(envelope, attempt())
    await transport.send(envelope, attempt())
    const ids = new Set((await received()).map(({ id }) => id))
    assert.deepEqual([...ids], [envelope.id])
  },

  'rejects, and delivers nothing, when the signal has fired already': async ({ transport, received }) => {
    await assert.rejects(transport.send(example('incoming'), { signal: AbortSignal.abort() }))
    assert.deepEqual(await received(), [])
  },
}

const refusalChecks: Readonly<Record<string, Check>> = {
  'rejects with a retryable TransportError where the receiver refuses for now': async (subject) => {
    await assertRefusal(subject, { retryable: true })
  },

  'rejects with a final TransportError where the receiver refuses for good': async (subject) => {
    await assertRefusal(subject, { retryable: false })
  },

  'delivers an envelope that was refused before': async ({ transport, received, refuseNext }) => {
    refuseNext?.({ retryable: true })
    const envelope = example('incoming')
    await assert.rejects(transport.send(envelope, attempt()))
    await transport.send(envelope, attempt())
    assert.deepEqual((await received()).map(essentials), [essentials(envelope)])
  },
}

async function assertRefusal(
  { transport, received, refuseNext }: TransportUnderTest,
  refusal: { readonly retryable: boolean },
): Promise<void> {
  refuseNext?.(refusal)
  await assert.rejects(transport.send(example('incoming'), attempt()), (error) => {
    assert(error instanceof TransportError, 'the rejection is no TransportError')
    assert.equal(error.retryable, refusal.retryable)
    return true
  })
  assert.deepEqual(await received(), [])
}

function example(type: Envelope['type'], text = 'Hello', userId = '1234858592'): Envelope {
  const payload = type === 'event' ? { type: 'customEvent', name: text, userId } : { text, userId }
  return createEnvelope({ type, json: JSON.stringify(payload), conversation: userId, capturedAt: Date.now() })
}

const essentials = ({ id, type, json }: ReceivedEnvelope): ReceivedEnvelope => ({ id, type, json })
