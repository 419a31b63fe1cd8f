import { AssertionError } from 'node:assert'
import { expect } from 'chai'
import { inboxContract } from '../../src/testing'
import type { InboxEvent, InboxTurn, TurnOutcome } from '../../src/twitter/inbox/inbox'
import { MemoryInbox } from '../../src/twitter/inbox/memory-inbox'
import { rejectionOf } from '../support/capturing'

const OPTIONS = { rememberedEvents: 10_000 }

/** Takes the events whose keys it names for new ones, under other keys. */
class Forgetful extends MemoryInbox {
  readonly #isForgotten: (event: InboxEvent, events: readonly InboxEvent[]) => boolean
  readonly running = new Set<string>()
  readonly dead = new Set<string>()
  #count = 0

  constructor(isForgotten: (inbox: Forgetful, event: InboxEvent, events: readonly InboxEvent[]) => boolean) {
    super(OPTIONS)
    this.#isForgotten = (event, events) => isForgotten(this, event, events)
  }

  override add(events: readonly InboxEvent[]) {
    const renamed = events.map((event) => {
      if (!this.#isForgotten(event, events)) return event
      this.#count += 1
      return { ...event, key: `${event.key} again ${this.#count}` }
    })
    return super.add(renamed)
  }

  override next(): InboxTurn | undefined {
    const turn = super.next()
    if (turn !== undefined) this.running.add(turn.key)
    return turn
  }

  override settle(turn: InboxTurn, outcome: TurnOutcome): void {
    this.running.delete(turn.key)
    if (outcome.kind === 'dead') this.dead.add(turn.key)
    super.settle(turn, outcome)
  }
}

const twice = 'keeps no event twice, and names those that it knew'

/** What is wrong with an inbox, the check that fails it, and the inbox. */
const faults: readonly (readonly [string, string, () => MemoryInbox])[] = [
  [
    'takes an event again while its turn runs',
    twice,
    () => new Forgetful(({ running }, { key }) => running.has(key)),
  ],
  [
    'takes an event again that was given up',
    twice,
    () => new Forgetful(({ dead }, { key }) => dead.has(key)),
  ],
  [
    'takes an event twice that comes twice in one call',
    'keeps an event once that comes twice in one call',
    () =>
      new Forgetful(
        (_inbox, event, events) => events.findIndex(({ key }) => key === event.key) < events.indexOf(event),
      ),
  ],
  [
    'does not wait for the delay of a failed turn',
    'gives a failed turn again after its delay, and what is behind it after it',
    () =>
      new (class extends MemoryInbox {
        override settle(turn: InboxTurn, outcome: TurnOutcome): void {
          super.settle(turn, outcome.kind === 'retry' ? { ...outcome, delayMs: 1 } : outcome)
        }
      })(OPTIONS),
  ],
]

describe('inboxContract', () => {
  for (const [fault, name, create] of faults) {
    it(`fails an inbox that ${fault}`, async () => {
      const check = inboxContract(() => ({ inbox: create() })).find((one) => one.name === name)
      expect(await rejectionOf(check?.run() ?? Promise.resolve())).to.be.instanceOf(AssertionError)
    })
  }
})
