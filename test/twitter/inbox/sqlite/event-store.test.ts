import { expect } from 'chai'
import { openDatabase } from '../../../../src/sqlite/open'
import { EventStore } from '../../../../src/twitter/inbox/sqlite/event-store'
import { inboxEvent } from '../../support/inbox-events'

const HOUR_MS = 3_600_000

describe('EventStore', () => {
  for (const [hours, isKnown] of [
    [25, true],
    [27, false],
  ] as const) {
    it(`${isKnown ? 'knows' : 'has forgotten'} an event of ${hours} hours ago`, () => {
      const database = openDatabase(':memory:')
      const store = new EventStore(database, { isOwnFile: true, slots: undefined, slot: 1 })
      const event = inboxEvent('1', 'lane', { receivedAt: Date.now() - hours * HOUR_MS })
      store.add([event])
      store.forgetOld()
      const [seq] = store.add([event])
      database.close()
      expect(seq === undefined).to.equal(isKnown)
    })
  }
})
