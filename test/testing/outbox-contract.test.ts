import { AssertionError } from 'node:assert'
import { expect } from 'chai'
import { MemoryOutbox } from '../../src/delivery/memory-outbox'
import type { Outcome } from '../../src/delivery/outbox'
import { outboxContract } from '../../src/testing'
import { type Envelope, restoreEnvelope } from '../../src/wire/envelope'
import { rejectionOf } from '../support/capturing'

const BOUNDS = { maxMessages: 100_000, maxBytes: 1_000_000_000 }

/** The same message for another conversation, or with another text. */
function like(envelope: Envelope, change: Partial<Envelope>): Envelope {
  const { id, type, json, conversation, capturedAt } = envelope
  return restoreEnvelope({ id, type, json, conversation, capturedAt, ...change })
}

/** An outbox for each check, which breaks what the check is named after. */
const faults: Readonly<Record<string, () => MemoryOutbox>> = {
  'gives an envelope as it was added, whatever characters it has': () =>
    new (class extends MemoryOutbox {
      override add(envelope: Envelope) {
        return super.add(like(envelope, { json: envelope.json.replaceAll('\\ud83d', '?') }))
      }
    })(BOUNDS),
  'gives one envelope of a conversation at a time, in the order of adding': () =>
    new (class extends MemoryOutbox {
      #count = 0
      override add(envelope: Envelope) {
        this.#count += 1
        return super.add(like(envelope, { conversation: `${envelope.conversation} ${this.#count}` }))
      }
    })(BOUNDS),
  'gives envelopes of several conversations at once': () =>
    new (class extends MemoryOutbox {
      override add(envelope: Envelope) {
        return super.add(like(envelope, { conversation: 'all' }))
      }
    })(BOUNDS),
  'lets conversations take turns': () =>
    new (class extends MemoryOutbox {
      #last: string | undefined
      override next(): Envelope | undefined {
        const skipped: Envelope[] = []
        let found = super.next()
        while (found !== undefined && this.#last !== undefined && found.conversation !== this.#last) {
          skipped.push(found)
          found = super.next()
        }
        found ??= skipped.shift()
        for (const one of skipped) super.settle(one, { kind: 'retry', delayMs: 0 })
        this.#last = found?.conversation
        return found
      }
    })(BOUNDS),
  'counts what waits and what is in flight': () =>
    new (class extends MemoryOutbox {
      #inFlight = 0
      override get size(): number {
        return super.size - this.#inFlight
      }
      override next(): Envelope | undefined {
        const next = super.next()
        if (next !== undefined) this.#inFlight += 1
        return next
      }
      override settle(envelope: Envelope, outcome: Outcome): void {
        this.#inFlight -= 1
        super.settle(envelope, outcome)
      }
    })(BOUNDS),
  'gives an envelope again that is to be retried, and what was behind it after it': () =>
    new (class extends MemoryOutbox {
      override settle(envelope: Envelope, outcome: Outcome): void {
        super.settle(envelope, { kind: 'delivered' })
        if (outcome.kind === 'retry') super.add(envelope)
      }
    })(BOUNDS),
  'keeps a conversation silent for its delay, and signals its end': () =>
    new (class extends MemoryOutbox {
      override settle(envelope: Envelope, outcome: Outcome): void {
        super.settle(
          envelope,
          outcome.kind === 'retry' ? { kind: 'retry', delayMs: outcome.delayMs / 10 } : outcome,
        )
      }
    })(BOUNDS),
  'ignores the outcome of an envelope that is not in flight': () =>
    new (class extends MemoryOutbox {
      readonly #over = new Set<Envelope>()
      override settle(envelope: Envelope, outcome: Outcome): void {
        const other = this.#over.has(envelope) ? super.next() : undefined
        super.settle(other ?? envelope, outcome)
        this.#over.add(envelope)
      }
    })(BOUNDS),
  'loses and reorders nothing in a long run of ups and downs': () =>
    new (class extends MemoryOutbox {
      #count = 0
      override add(envelope: Envelope) {
        this.#count += 1
        return this.#count === 1_000 ? undefined : super.add(envelope)
      }
    })(BOUNDS),
}

describe('outboxContract', () => {
  it('has a wrong outbox here for each of its checks, but for those of durability', () => {
    const names = outboxContract(() => ({ outbox: new MemoryOutbox(BOUNDS) })).map(({ name }) => name)
    expect(names).to.deep.equal(Object.keys(faults))
  })

  for (const [name, create] of Object.entries(faults)) {
    it(`fails an outbox that breaks "${name}"`, async () => {
      const check = outboxContract(() => ({ outbox: create() })).find((one) => one.name === name)
      expect(await rejectionOf(check?.run() ?? Promise.resolve())).to.be.instanceOf(AssertionError)
    })
  }
})
