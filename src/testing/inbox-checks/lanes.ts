import assert from 'node:assert/strict'
import { TIMER_SLACK_MS } from '../timer-slack'
import { addAll, example, type InboxCheck, MAX_PENDING, take } from './subject'

/** By their names. */
export const laneChecks: Readonly<Record<string, InboxCheck>> = {
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
    const running = await inbox.add([example('1', 'a')])
    assert.deepEqual(running === 'full' ? running : running.known, ['1'])
    inbox.settle(first, { kind: 'handled' })
    const again = await inbox.add([example('1', 'a')])
    assert.deepEqual(again === 'full' ? again : again.known, ['1'])
    const second = await take(inbox, host)
    assert.deepEqual([first.key, second.key], ['1', '2'])
    inbox.settle(second, { kind: 'dead', reason: 'failed' })
    const dead = await inbox.add([example('2', 'a')])
    assert.deepEqual(dead === 'full' ? dead : dead.known, ['2'])
    assert.equal(inbox.next(), undefined)
  },

  'keeps an event once that comes twice in one call': async ({ inbox, host }) => {
    const added = await inbox.add([example('1', 'a'), example('2', 'a'), example('1', 'a')])
    assert.deepEqual(added === 'full' ? added : added.known, ['1'])
    const first = await take(inbox, host)
    inbox.settle(first, { kind: 'handled' })
    const second = await take(inbox, host)
    inbox.settle(second, { kind: 'handled' })
    assert.deepEqual([first.key, second.key], ['1', '2'])
    assert.equal(inbox.next(), undefined)
    assert.equal(inbox.size, 0)
  },

  'takes no more than its limit, and knows nothing of what it did not take': async ({ inbox, host }) => {
    const events = Array.from({ length: MAX_PENDING }, (_, index) => example(`${index}`, `lane ${index}`))
    await addAll(inbox, events)
    assert.equal(await inbox.add([example('more', 'a')]), 'full')
    inbox.settle(await take(inbox, host), { kind: 'handled' })
    const added = await inbox.add([example('more', 'a')])
    assert.deepEqual(added === 'full' ? added : added.known, [])
  },

  'keeps thousands of events that came at once, and none of them once their turns are over': async ({
    inbox,
    host,
  }) => {
    const lanes = 50
    const events = Array.from({ length: 2_000 }, (_, index) => example(`${index}`, `lane ${index % lanes}`))
    const adding = inbox.add(events)
    const given = new Map<string, number[]>()
    for (let count = 0; count < events.length; count += 1) {
      const turn = await take(inbox, host)
      given.set(turn.lane, [...(given.get(turn.lane) ?? []), Number(turn.key)])
      inbox.settle(turn, { kind: 'handled' })
    }
    const added = await adding
    assert.deepEqual(added === 'full' ? added : added.known, [])
    for (const keys of given.values())
      assert.deepEqual(
        keys,
        [...keys].sort((one, other) => one - other),
      )
    assert.equal(inbox.size, 0)
    assert.equal(inbox.next(), undefined)
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
    const failed = await take(inbox, host)
    const until = performance.now() + 30
    inbox.settle(failed, { kind: 'retry', delayMs: 30 })
    assert.equal(inbox.next(), undefined)
    const again = await take(inbox, host)
    assert.ok(performance.now() >= until - TIMER_SLACK_MS, 'the turn runs again before its delay is over')
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
