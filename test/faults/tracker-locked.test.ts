import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import type { SqliteDatabase } from '../../src/sqlite/database'
import { openDatabase } from '../../src/sqlite/open'
import { RunningTracker, refused } from '../tracker/running-tracker'

describe('a tracker whose file another process holds', () => {
  let directory: string
  let running: RunningTracker
  let other: SqliteDatabase
  let reported: string[]

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tracker-'))
    const path = join(directory, 'tracker.db')
    reported = []
    running = await RunningTracker.start({ path, onError: ({ message }) => reported.push(message) })
    await running.post('incoming', { text: 'before', userId: 'ann' })
    other = openDatabase(path)
    other.exec('BEGIN IMMEDIATE')
  })

  afterEach(async () => {
    other.close()
    await running.close()
    rmSync(directory, { recursive: true })
  })

  const post = (text: string) => running.post('incoming', { text, userId: 'ann' })
  const texts = () => running.tracker.messages().map(({ payload }) => payload.text)

  it('waits for a while, and answers other requests meanwhile', async () => {
    const waiting = post('meanwhile')
    await setTimeout(300)
    expect((await running.get('/healthz')).status).to.equal(200)
    expect(texts()).to.deep.equal(['before'])
    other.exec('ROLLBACK')
    expect((await waiting).status).to.equal(200)
    expect(texts()).to.deep.equal(['before', 'meanwhile'])
  })

  it('refuses what it cannot store with 503, and takes it once it can', async () => {
    const answers = await Promise.all([post('one'), post('two')])
    for (const { status, json, headers } of answers) {
      expect(status).to.equal(503)
      expect(headers.get('retry-after')).to.equal('1')
      expect(json).to.deep.equal(refused(['', 'the payload could not be stored, try again']))
    }
    expect(reported).to.have.length(1)
    other.exec('ROLLBACK')
    expect((await post('one')).status).to.equal(200)
    expect(texts()).to.deep.equal(['before', 'one'])
  })
})
