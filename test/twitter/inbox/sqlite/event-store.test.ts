import { expect } from 'chai'
import { openDatabase } from '../../../../src/sqlite/open'
import { EventStore } from '../../../../src/twitter/inbox/sqlite/event-store'
import { makeDirectory, removeDirectory } from '../../../support/directory'
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

  for (const [what, write] of [
    ['forgets what is old', (store) => store.forgetOld()],
    ['keeps keys', (store) => store.keys.write('name', {} as never)],
    ["keeps the app's id", (store) => store.app.write('8829219')],
    ['takes over', (store) => void store.adopt()],
  ] as const satisfies readonly (readonly [string, (store: EventStore) => void])[]) {
    it(`goes on after a lock that it met when it ${what}`, () => {
      const directory = makeDirectory()
      const path = `${directory}/inbox.db`
      const open = (slot: number) => {
        const database = openDatabase(path)
        return { database, store: new EventStore(database, { isOwnFile: true, slots: undefined, slot }) }
      }
      const [one, other] = [open(1), open(2)]
      other.store.add([inboxEvent('1')])
      other.database.exec('BEGIN IMMEDIATE')
      expect(() => write(one.store)).to.throw('locked')
      other.database.exec('ROLLBACK')
      write(one.store)
      expect(one.store.add([inboxEvent('2')])).to.have.length(1)
      expect(other.store.add([inboxEvent('2')])).to.deep.equal([undefined])
      one.database.close()
      other.database.close()
      removeDirectory(directory)
    })
  }
})
