import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { TrackerOptions } from '../../../src/tracker'
import { Ingest } from '../../../src/tracker/store/ingest/ingest'
import { Journal } from '../../../src/tracker/store/journal'
import { TrackerStore } from '../../../src/tracker/store/tracker-store'
import { makeDirectory, removeDirectory } from '../../support/directory'
import { RunningTracker } from '../running-tracker'
import { incoming, NOON_ISH } from './ingest/arrivals'

describe('the bots of the keys', () => {
  let directory: string
  let path: string

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'tracker.db')
  })

  afterEach(() => removeDirectory(directory))

  async function withTracker<T>(
    apiKeys: TrackerOptions['apiKeys'],
    work: (running: RunningTracker) => Promise<T>,
  ): Promise<T> {
    const running = await RunningTracker.start({ path, ...(apiKeys !== undefined && { apiKeys }) })
    try {
      return await work(running)
    } finally {
      await running.close()
    }
  }

  const says = async (running: RunningTracker, apiKey: string, userId = 'ann') => {
    const { status } = await running.post('incoming', { text: 'hi', userId }, { query: { apiKey } })
    return status
  }

  const names = async (running: RunningTracker) => {
    const page = await (await running.get('/?span=all&bot=x')).text()
    return [...page.matchAll(/<option value="([^"]+)"/g)]
      .map(([, name]) => name)
      .filter((name) => name !== 'x')
  }

  it('stay the same when their keys change', async () => {
    await withTracker({ production: 'K1' }, (running) => says(running, 'K1'))
    await withTracker({ production: 'K2' }, async (running) => {
      expect(await says(running, 'K1')).to.equal(401)
      await says(running, 'K2')
      await says(running, 'K2', 'bob')
      expect(running.tracker.summary({ bot: 'production' })).to.include({
        incoming: 3,
        users: 2,
        sessions: 2,
      })
      const lines = (await (await running.get('/export.ndjson?bot=production')).text()).trim().split('\n')
      expect(lines).to.have.lengthOf(3)
      expect(await names(running)).to.deep.equal(['production'])
    })
  })

  it('have each of their keys', async () => {
    await withTracker({ production: ['OLD', 'NEW'], test: 'T' }, async (running) => {
      for (const key of ['OLD', 'NEW', 'T']) expect(await says(running, key)).to.equal(200)
      expect(running.tracker.summary({ bot: 'production' })).to.include({ incoming: 2 })
      expect(running.tracker.summary({ bot: 'test' })).to.include({ incoming: 1 })
    })
  })

  const UNNAMED = 'bot-badb7283766a' // printf K1 | sha256sum

  /** As a process leaves it that ended between its answer and the tables. */
  function leaveInJournal(): void {
    const store = TrackerStore.open(path)
    const journal = new Journal({ store, ingest: new Ingest(store), onStored: () => {}, onError: () => {} })
    journal.append([{ ...incoming(NOON_ISH), bot: UNNAMED }])
    journal.stop()
    store.close()
  }

  it('get their first names with what a process answered that ended at once', async () => {
    leaveInJournal()
    await withTracker({ production: 'K1' }, async (running) => {
      await says(running, 'K1')
      expect(await names(running)).to.deep.equal(['production'])
    })
  })

  it('get their first names in a file that replaces the one before', async () => {
    await withTracker({ production: 'K1' }, async (running) => {
      for (const end of ['', '-wal', '-shm']) rmSync(path + end)
      leaveInJournal()
      const end = Date.now() + 1_500
      let found: readonly unknown[] = []
      while (found.length === 0 && Date.now() < end) found = await names(running)
      expect(found).to.deep.equal(['production'])
    })
  })

  it('have the beginning of the SHA-256 of a key without a name as theirs, until it has one', async () => {
    await withTracker(undefined, async (running) => {
      await says(running, 'K1')
      expect(await names(running)).to.deep.equal([UNNAMED])
    })
    await withTracker({ production: 'K1' }, async (running) => {
      await says(running, 'K1')
      expect(await names(running)).to.deep.equal(['production'])
      expect(running.tracker.summary({ bot: 'production' })).to.include({ incoming: 2, sessions: 1 })
    })
    await withTracker(['K1'], async (running) => {
      await says(running, 'K1')
      expect(await names(running)).to.deep.equal([UNNAMED, 'production'])
    })
  })
})
