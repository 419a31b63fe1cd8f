import assert from 'node:assert/strict'
import { TIMER_SLACK_MS } from '../timer-slack'
import { addAll, example, type InboxCheck, take } from './subject'

/** Of an inbox that outlives its process, by their names. */
export const durabilityChecks: Readonly<Record<string, InboxCheck>> = {
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

  'counts no turn that did not begin before its close': async ({ inbox, host, reopen }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'b'), example('3', 'c')])
    const begun = await take(inbox, host)
    const next = await reopen()
    for (let count = 0; count < 3; count += 1) {
      const turn = await take(next.inbox, next.host)
      assert.equal(turn.attempt, turn.key === begun.key ? 2 : 1)
    }
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
    inbox.settle(await take(inbox, host), { kind: 'retry', delayMs: 20 })
    const next = await reopen()
    const turn = await take(next.inbox, next.host)
    assert.deepEqual([turn.attempt, turn.failures], [2, 1])
  },

  "keeps a failed turn's delay over processes, and its lane in order": async ({ inbox, host, reopen }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'a'), example('3', 'b')])
    const failed = [await take(inbox, host), await take(inbox, host)].find(({ lane }) => lane === 'a')
    assert.ok(failed)
    const until = Date.now() + 1_500
    inbox.settle(failed, { kind: 'retry', delayMs: 1_500 })
    const next = await reopen()
    assert.equal((await take(next.inbox, next.host)).key, '3')
    const again = await take(next.inbox, next.host)
    assert.ok(Date.now() >= until - TIMER_SLACK_MS, 'the turn runs again before its delay is over')
    assert.deepEqual([again.key, again.attempt, again.failures], ['1', 2, 1])
    next.inbox.settle(again, { kind: 'handled' })
    assert.equal((await take(next.inbox, next.host)).key, '2')
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

  "keeps the app's id, where it has a place for it": async ({ inbox, reopen }) => {
    if (inbox.appIdStore === undefined) return
    assert.equal(await inbox.appIdStore.read(), undefined)
    await inbox.appIdStore.write('1')
    await inbox.appIdStore.write('8829219')
    const next = await reopen()
    assert.equal(await next.inbox.appIdStore?.read(), '8829219')
  },

  'says after its close how much it keeps': async ({ inbox, host }) => {
    await addAll(inbox, [example('1', 'a'), example('2', 'b')])
    await take(inbox, host)
    await inbox.close()
    assert.equal(inbox.size, 2)
  },
}
