import assert from 'node:assert/strict'
import { setImmediate as nextTick } from 'node:timers/promises'
import type { Inbox, InboxEvent, InboxHost, InboxTurn } from '../twitter/inbox/inbox'
import type { ContractCheck } from './transport-contract'

/** An inbox for one check, not opened yet. */
export interface InboxUnderTest {
  readonly inbox: Inbox
  /** A second inbox on what the first one kept, after that was closed. Needed by the checks of durability. */
  reopen?(): Inbox | Promise<Inbox>
  /** Ends what was started for the test; inboxes are closed by the suite. */
  dispose?(): void | Promise<void>
}

export interface InboxContractOptions {
  /** Adds the checks of an inbox that outlives its process: `reopen` must be there. @default false */
  readonly durable?: boolean | undefined
}

interface Subject {
  readonly inbox: Inbox
  readonly host: RecordingInboxHost
  /** Closes the inbox and opens the next one on what it kept. */
  reopen(): Promise<{ readonly inbox: Inbox; readonly host: RecordingInboxHost }>
}

type Check = (subject: Subject) => void | Promise<void>

const MAX_PENDING = 100

/**
 * The promises that an inbox keeps, for any test runner: see `transportContract`.
 *
 * @param create Called for each check.
 */
export function inboxContract(
  create: () => InboxUnderTest | Promise<InboxUnderTest>,
  { durable = false }: InboxContractOptions = {},
): readonly ContractCheck[] {
  const chosen = durable ? { ...laneChecks, ...durabilityChecks } : laneChecks
  return Object.entries(chosen).map(([name, check]) => ({
    name,
    run: async () => {
      const subject = await create()
      const opened = [subject.inbox]
      const host = new RecordingInboxHost()
      try {
        subject.inbox.open(host, { maxPendingEvents: MAX_PENDING, turnTimeoutMs: 10_000 })
        await check({
          inbox: subject.inbox,
          host,
          reopen: async () => {
            await subject.inbox.close()
            const inbox = (await subject.reopen?.()) ?? assert.fail('this check needs reopen')
            opened.push(inbox)
            const another = new RecordingInboxHost()
            inbox.open(another, { maxPendingEvents: MAX_PENDING, turnTimeoutMs: 10_000 })
            return { inbox, host: another }
          },
        })
        assert.deepEqual(host.errors, [])
      } finally {
        for (const inbox of opened) await inbox.close()
        await subject.dispose?.()
      }
    },
  }))
}

class RecordingInboxHost implements InboxHost {
  readonly errors: unknown[] = []
  #wake: (() => void) | undefined

  onReady = (): void => {
    this.#wake?.()
  }

  onReleased = (): void => {}

  onError = (error: unknown): void => {
    this.errors.push(error)
  }

  /** Calls `find` now and whenever the inbox is ready, until it finds something. */
  async until<T>(find: () => T | undefined): Promise<T> {
    for (const deadline = performance.now() + 10_000; performance.now() < deadline; ) {
      const found = find()
      if (found !== undefined) return found
      await Promise.race([
        new Promise<void>((resolve) => {
          this.#wake = resolve
        }),
        new Promise<void>((resolve) => setTimeout(resolve, 100)),
      ])
    }
    return assert.fail('the inbox gives no next turn within 10 s')
  }
}

const laneChecks: Readonly<Record<string, Check>> = {
  'gives an event as it was added, whatever characters it has': async ({ inbox, host }) => {
    const text = `quotes " \\ ' line\n\u2028 zero \0 emoji 🐦 ${'long '.repeat(20_000)}`
    const event = example('1', 'a', { text, deep: [{ number: 1.5, nothing: null, yes: true }] })
    await addAll(inbox, [event])
    const turn = await take(inbox, host)
    const { key, lane, receivedAt, version, event: content } = turn
    assert.deepEqual({ key, lane, receivedAt, version, event: content }, event)
    assert.equal(turn.attempt, 1)
    assert.equal(turn.failures, 0)
  },

  'gives one turn of a lane at a time, in the order of adding': async ({ inbox, host }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'a')])
    await addAll(inbox, [example('3', 'a')])
    const given: string[] = []
    for (let count = 0; count < 3; count += 1) {
      const turn = await take(inbox, host)
      given.push(turn.key)
      assert.equal(inbox.next(), undefined)
      inbox.settle(turn, { kind: 'handled' })
    }
    assert.deepEqual(given, ['1', '2', '3'])
  },

  'gives turns of several lanes at once': async ({ inbox, host }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'b'), example('3', 'a'), example('4', 'c')])
    const turns = [await take(inbox, host), await take(inbox, host), await take(inbox, host)]
    assert.deepEqual(turns.map(({ key }) => key).sort(), ['1', '2', '4'])
    assert.equal(inbox.next(), undefined)
  },

  'lets lanes take turns': async ({ inbox, host }) => {
    await addAll(
      inbox,
      ['a', 'a', 'b', 'b', 'c', 'c'].map((lane, index) => example(String(index), lane)),
    )
    const lanes: string[] = []
    for (let count = 0; count < 6; count += 1) {
      const turn = await take(inbox, host)
      lanes.push(turn.lane)
      inbox.settle(turn, { kind: 'handled' })
    }
    assert.equal(new Set(lanes.slice(0, 3)).size, 3)
    assert.equal(new Set(lanes.slice(3)).size, 3)
  },

  'keeps no event twice, and names those that it knew': async ({ inbox, host }) => {
    await addAll(inbox, [example('1', 'a')])
    const added = await inbox.add([example('1', 'a'), example('2', 'a')])
    assert.deepEqual(added === 'full' ? added : added.known, ['1'])
    const first = await take(inbox, host)
    inbox.settle(first, { kind: 'handled' })
    const again = await inbox.add([example('1', 'a')])
    assert.deepEqual(again === 'full' ? again : again.known, ['1'])
    const second = await take(inbox, host)
    assert.deepEqual([first.key, second.key], ['1', '2'])
    inbox.settle(second, { kind: 'handled' })
    assert.equal(inbox.next(), undefined)
  },

  'takes no more than its limit, and knows nothing of what it did not take': async ({ inbox, host }) => {
    const events = Array.from({ length: MAX_PENDING }, (_, index) => example(`${index}`, `lane ${index}`))
    await addAll(inbox, events)
    assert.equal(await inbox.add([example('more', 'a')]), 'full')
    inbox.settle(await take(inbox, host), { kind: 'handled' })
    const added = await inbox.add([example('more', 'a')])
    assert.deepEqual(added === 'full' ? added : added.known, [])
  },

  'counts what waits and what runs, and says since when': async ({ inbox, host }) => {
    assert.equal(inbox.size, 0)
    assert.equal(inbox.oldest, undefined)
    await addAll(inbox, [example('1', 'a', {}, 1_000), example('2', 'a', {}, 2_000)])
    const turn = await take(inbox, host)
    assert.equal(inbox.size, 2)
    assert.equal(inbox.oldest, 1_000)
    inbox.settle(turn, { kind: 'handled' })
    assert.equal(inbox.size, 1)
    assert.equal(inbox.oldest, 2_000)
    inbox.settle(await take(inbox, host), { kind: 'dead', reason: 'failed', error: 'Error: no' })
    assert.equal(inbox.size, 0)
  },

  'gives a failed turn again after its delay, and what is behind it after it': async ({ inbox, host }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'a')])
    inbox.settle(await take(inbox, host), { kind: 'retry', delayMs: 20 })
    assert.equal(inbox.next(), undefined)
    const again = await take(inbox, host)
    assert.deepEqual([again.key, again.attempt, again.failures], ['1', 2, 1])
    inbox.settle(again, { kind: 'handled' })
    const next = await take(inbox, host)
    assert.deepEqual([next.key, next.attempt], ['2', 1])
  },

  'ignores the outcome of a turn that is over': async ({ inbox, host }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'a')])
    const turn = await take(inbox, host)
    inbox.settle(turn, { kind: 'handled' })
    inbox.settle(turn, { kind: 'handled' })
    assert.equal(inbox.size, 1)
    assert.equal((await take(inbox, host)).key, '2')
  },

  'is ready again where it had no next turn': async ({ inbox, host }) => {
    assert.equal(inbox.next(), undefined)
    await addAll(inbox, [example('1', 'a')])
    assert.equal((await take(inbox, host)).key, '1')
  },
}

const durabilityChecks: Readonly<Record<string, Check>> = {
  'calls itself durable': ({ inbox }) => {
    assert.equal(inbox.durable, true)
  },

  'keeps what waited and what ran for the next process, in order': async ({ inbox, host, reopen }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'a'), example('3', 'a')])
    inbox.settle(await take(inbox, host), { kind: 'handled' })
    await take(inbox, host)
    const next = await reopen()
    const second = await take(next.inbox, next.host)
    assert.deepEqual([second.key, second.attempt], ['2', 2])
    next.inbox.settle(second, { kind: 'handled' })
    const third = await take(next.inbox, next.host)
    assert.deepEqual([third.key, third.attempt], ['3', 1])
  },

  'remembers in the next process what it has seen': async ({ inbox, host, reopen }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'b')])
    inbox.settle(await take(inbox, host), { kind: 'handled' })
    const next = await reopen()
    const added = await next.inbox.add([example('1', 'a'), example('2', 'b'), example('3', 'c')])
    assert.deepEqual(added === 'full' ? added : [...added.known].sort(), ['1', '2'])
  },

  'counts failed turns over processes': async ({ inbox, host, reopen }) => {
    await addAll(inbox, [example('1', 'a')])
    inbox.settle(await take(inbox, host), { kind: 'retry', delayMs: 60_000 })
    const next = await reopen()
    const turn = await take(next.inbox, next.host)
    assert.deepEqual([turn.attempt, turn.failures], [2, 1])
  },

  'gives nothing again that was handled or given up': async ({ inbox, host, reopen }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'b')])
    inbox.settle(await take(inbox, host), { kind: 'handled' })
    inbox.settle(await take(inbox, host), { kind: 'dead', reason: 'failed' })
    const next = await reopen()
    await addAll(next.inbox, [example('3', 'c')])
    assert.equal((await take(next.inbox, next.host)).key, '3')
    assert.equal(next.inbox.next(), undefined)
  },

  'says after its close how much it keeps': async ({ inbox, host }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'b')])
    await take(inbox, host)
    await inbox.close()
    assert.equal(inbox.size, 2)
  },
}

/** `receivedAt` is that of now, so that no inbox forgets the event while the check runs. */
function example(
  key: string,
  lane: string,
  event: InboxEvent['event'] = {},
  receivedAt = Date.now(),
): InboxEvent {
  return { key, lane, receivedAt, version: 1, event }
}

async function addAll(inbox: Inbox, events: readonly InboxEvent[]): Promise<void> {
  const added = await inbox.add(events)
  assert.notEqual(added, 'full')
  if (added !== 'full') assert.deepEqual(added.known, [])
  await nextTick()
}

function take(inbox: Inbox, host: RecordingInboxHost): Promise<InboxTurn> {
  return host.until(() => inbox.next())
}
