import assert from 'node:assert/strict'
import type { Outbox } from '../delivery/outbox'
import { createEnvelope, type Envelope } from '../wire/envelope'
import { RecordingHost } from './recording-host'
import { TIMER_SLACK_MS } from './timer-slack'
import type { ContractCheck } from './transport-contract'

/** An outbox for one check, not opened yet. */
export interface OutboxUnderTest {
  readonly outbox: Outbox
  /** A second outbox on what the first one kept, after that was closed. Needed by the checks of durability. */
  reopen?(): Outbox
  /** Ends what was started for the test; outboxes are closed by the suite. */
  dispose?(): void
}

export interface OutboxContractOptions {
  /** Adds the checks of an outbox that outlives its process: `reopen` must be there. @default false */
  readonly durable?: boolean | undefined
}

interface Subject {
  readonly outbox: Outbox
  readonly host: RecordingHost
  /** Closes the outbox and opens the next one on what it kept. */
  reopen(): { readonly outbox: Outbox; readonly found: number }
}

type Check = (subject: Subject) => void | Promise<void>

/**
 * The promises that an outbox keeps, for any test runner: see `transportContract`.
 *
 * @param create Called once for each check.
 */
export function outboxContract(
  create: () => OutboxUnderTest | Promise<OutboxUnderTest>,
  { durable = false }: OutboxContractOptions = {},
): readonly ContractCheck[] {
  const chosen = durable ? { ...laneChecks, ...durabilityChecks } : laneChecks
  return Object.entries(chosen).map(([name, check]) => ({
    name,
    run: async () => {
      const subject = await create()
      const opened = [subject.outbox]
      const host = new RecordingHost()
      try {
        assert.equal(subject.outbox.open(host), 0, 'a new outbox holds something')
        await check({
          outbox: subject.outbox,
          host,
          reopen: () => {
            subject.outbox.close()
            const outbox = subject.reopen?.() ?? assert.fail('this check needs reopen')
            opened.push(outbox)
            return { outbox, found: outbox.open(new RecordingHost()) }
          },
        })
        assert.deepEqual(host.errors, [])
        assert.deepEqual(host.drops, [])
      } finally {
        for (const outbox of opened) outbox.close()
        subject.dispose?.()
      }
    },
  }))
}

const laneChecks: Readonly<Record<string, Check>> = {
  'gives an envelope as it was added, whatever characters it has': ({ outbox }) => {
    const text = `quotes " \\ ' line\n\u2028 zero \0 emoji 🐦 lone \ud83d, ${'long '.repeat(20_000)}`
    const envelope = example(text)
    assert.equal(outbox.add(envelope), undefined)
    const given = outbox.next()
    assert.deepEqual(essentials(given), essentials(envelope))
    assert.deepEqual(given?.payload, JSON.parse(envelope.json))
  },

  'gives one envelope of a conversation at a time, in the order of adding': ({ outbox }) => {
    const added = addAll(outbox, ['a', 'a', 'a'])
    const first = take(outbox)
    assert.equal(outbox.next(), undefined)
    outbox.settle(first, { kind: 'delivered' })
    const second = take(outbox)
    outbox.settle(second, { kind: 'delivered' })
    assert.deepEqual(ids([first, second, take(outbox)]), ids(added))
  },

  'gives envelopes of several conversations at once': ({ outbox }) => {
    const added = addAll(outbox, ['a', 'b', 'c'])
    assert.deepEqual(ids([take(outbox), take(outbox), take(outbox)]).sort(), ids(added).sort())
  },

  'lets conversations take turns': ({ outbox }) => {
    addAll(outbox, ['a', 'a', 'b', 'b', 'c', 'c'])
    const turns = Array.from({ length: 6 }, () => {
      const envelope = take(outbox)
      outbox.settle(envelope, { kind: 'delivered' })
      return envelope.conversation
    })
    assert.equal(new Set(turns.slice(0, 3)).size, 3)
    assert.equal(new Set(turns.slice(3)).size, 3)
  },

  'counts what waits and what is in flight': ({ outbox }) => {
    addAll(outbox, ['a', 'b', 'a'])
    const envelope = take(outbox)
    assert.equal(outbox.size, 3)
    outbox.settle(envelope, { kind: 'delivered' })
    assert.equal(outbox.size, 2)
    outbox.settle(take(outbox), { kind: 'dropped', reason: 'rejected', status: 400 })
    assert.equal(outbox.size, 1)
  },

  'gives an envelope again that is to be retried, and what was behind it after it': ({ outbox }) => {
    const added = addAll(outbox, ['a', 'a'])
    outbox.settle(take(outbox), { kind: 'retry', delayMs: 0 })
    const again = take(outbox)
    outbox.settle(again, { kind: 'delivered' })
    assert.deepEqual(ids([again, take(outbox)]), ids(added))
  },

  'keeps a conversation silent for its delay, and signals its end': async ({ outbox, host }) => {
    const [first] = addAll(outbox, ['a', 'a', 'b'])
    const taken = take(outbox, 'a')
    const until = performance.now() + 30
    outbox.settle(taken, { kind: 'retry', delayMs: 30 })
    assert.equal(take(outbox).conversation, 'b')
    assert.equal(outbox.next(), undefined)
    await host.woken()
    assert.ok(
      performance.now() >= until - TIMER_SLACK_MS,
      'the conversation is given before its delay is over',
    )
    assert.equal(outbox.next()?.id, first?.id)
  },

  'ignores the outcome of an envelope that is not in flight': ({ outbox }) => {
    const added = addAll(outbox, ['a', 'a'])
    const first = take(outbox)
    outbox.settle(first, { kind: 'delivered' })
    outbox.settle(first, { kind: 'delivered' })
    assert.equal(outbox.size, 1)
    assert.equal(take(outbox).id, added[1]?.id)
  },

  'loses and reorders nothing in a long run of ups and downs': async ({ outbox, host }) => {
    const random = pseudoRandom(7)
    const added = new Map<string, string[]>()
    const delivered = new Map<string, string[]>()
    const inFlight: Envelope[] = []
    let left = 0
    for (let step = 0; step < 3_000 || left > 0; step++) {
      if (step < 3_000 && random() < 0.4) {
        const envelope = example(`step ${step}`, `user ${Math.floor(random() * 40)}`)
        assert.equal(outbox.add(envelope), undefined)
        append(added, envelope)
        left++
      }
      const next = inFlight.length < 8 ? outbox.next() : undefined
      if (next !== undefined) inFlight.push(next)
      const settled = random() < 0.5 || next === undefined ? inFlight.shift() : undefined
      if (settled === undefined) {
        if (next === undefined && step >= 3_000) await host.woken()
        continue
      }
      const isRetry = random() < 0.2
      outbox.settle(
        settled,
        isRetry ? { kind: 'retry', delayMs: random() < 0.5 ? 0 : 1 } : { kind: 'delivered' },
      )
      if (isRetry) continue
      append(delivered, settled)
      left--
    }
    assert.deepEqual(
      [...delivered].sort(([a], [b]) => (a < b ? -1 : 1)),
      [...added].sort(([a], [b]) => (a < b ? -1 : 1)),
    )
    assert.equal(outbox.size, 0)
  },
}

const durabilityChecks: Readonly<Record<string, Check>> = {
  'calls itself durable': ({ outbox }) => {
    assert.equal(outbox.durable, true)
  },

  'keeps what waited and what was in flight for the next process, in order': ({ outbox, reopen }) => {
    const added = addAll(outbox, ['a', 'a', 'b', 'a'])
    outbox.settle(take(outbox, 'a'), { kind: 'delivered' })
    take(outbox, 'a')
    const next = reopen()
    assert.equal(next.found, 3)
    assert.equal(next.outbox.size, 3)
    assert.deepEqual(ids(drain(next.outbox, 'a')), [added[1]?.id, added[3]?.id])
  },

  'keeps an envelope as it was': ({ outbox, reopen }) => {
    const envelope = example('zero \0 emoji 🐦 lone \ud83d', 'user 🐦')
    outbox.add(envelope)
    assert.deepEqual(essentials(reopen().outbox.next()), essentials(envelope))
  },

  'forgets what was delivered or dropped': ({ outbox, reopen }) => {
    addAll(outbox, ['a', 'b'])
    outbox.settle(take(outbox), { kind: 'delivered' })
    outbox.settle(take(outbox), { kind: 'dropped', reason: 'rejected', status: 400 })
    const next = reopen()
    assert.equal(next.found, 0)
    assert.equal(next.outbox.next(), undefined)
  },

  'still reports its size after its close': ({ outbox }) => {
    addAll(outbox, ['a', 'b'])
    take(outbox)
    outbox.close()
    assert.equal(outbox.size, 2)
  },
}

function addAll(outbox: Outbox, conversations: readonly string[]): Envelope[] {
  return conversations.map((conversation, index) => {
    const envelope = example(`message ${index}`, conversation)
    assert.equal(outbox.add(envelope), undefined)
    return envelope
  })
}

/** The next envelope, of the conversation if one is given: what comes before it stays in flight. */
function take(outbox: Outbox, conversation?: string): Envelope {
  const skipped: Envelope[] = []
  for (;;) {
    const envelope = outbox.next() ?? assert.fail('there is no next envelope')
    if (conversation === undefined || envelope.conversation === conversation) {
      for (const other of skipped) outbox.settle(other, { kind: 'retry', delayMs: 0 })
      return envelope
    }
    skipped.push(envelope)
  }
}

/** Delivers everything, and returns what was of the conversation. */
function drain(outbox: Outbox, conversation: string): Envelope[] {
  const drained: Envelope[] = []
  for (let envelope = outbox.next(); envelope !== undefined; envelope = outbox.next()) {
    outbox.settle(envelope, { kind: 'delivered' })
    if (envelope.conversation === conversation) drained.push(envelope)
  }
  return drained
}

function example(text: string, conversation = '1234858592'): Envelope {
  const json = JSON.stringify({ text, userId: conversation })
  return createEnvelope({ type: 'incoming', json, conversation, capturedAt: Date.now() })
}

function append(lanes: Map<string, string[]>, { conversation, id }: Envelope): void {
  lanes.set(conversation, [...(lanes.get(conversation) ?? []), id])
}

const ids = (envelopes: readonly Envelope[]): string[] => envelopes.map(({ id }) => id)

function essentials(envelope: Envelope | undefined): unknown {
  if (envelope === undefined) return undefined
  const { id, type, json, conversation, capturedAt } = envelope
  return { id, type, json, conversation, capturedAt }
}

/** The same numbers in every run: a linear congruential generator. */
function pseudoRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
