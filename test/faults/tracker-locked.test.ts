import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import { DashbotError } from '../../src/errors'
import type { SqliteDatabase } from '../../src/sqlite/database'
import { openDatabase } from '../../src/sqlite/open'
import { makeDirectory, removeDirectory } from '../support/directory'
import { RunningTracker, refused } from '../tracker/running-tracker'

describe('a tracker whose file another process holds', () => {
  let directory: string
  let running: RunningTracker
  let other: SqliteDatabase
  let reported: string[]

  beforeEach(async () => {
    directory = makeDirectory()
    const path = join(directory, 'tracker.db')
    reported = []
    running = await RunningTracker.start({ path, onError: ({ message }) => reported.push(message) })
    await running.post('incoming', { text: 'before', userId: 'ann' })
    running.tracker.messages()
    other = openDatabase(path)
    other.exec('BEGIN IMMEDIATE')
  })

  afterEach(async () => {
    other.close()
    await running.close()
    removeDirectory(directory)
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

  const annotate = () =>
    fetch(`${running.url}/annotations?apiKey=K`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"version 2"}',
    })
  const saveView = (name: string) =>
    fetch(`${running.url}/views`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: running.url },
      body: new URLSearchParams({ name, address: '/intents' }),
    })
  const imported = () =>
    running.tracker.import([{ type: 'incoming', time: Date.now(), payload: { text: 'old', userId: 'ann' } }])

  it('has marks, views and imports wait, too, and takes messages afterwards', async () => {
    const waiting = Promise.all([annotate(), saveView('mine'), imported()])
    await setTimeout(300)
    other.exec('ROLLBACK')
    const [mark, view, { stored }] = await waiting
    expect([mark.status, view.status, stored]).to.deep.equal([200, 303, 1])
    expect((await post('next')).status).to.equal(200)
    expect(texts()).to.include('next').and.to.include('old')
    expect(reported).to.deep.equal([])
  })

  it('refuses marks with 503 and ends imports with an error that says how far they came', async () => {
    const [mark, error] = await Promise.all([annotate(), imported().catch((error: Error) => error)])
    expect(mark.status).to.equal(503)
    expect(mark.headers.get('retry-after')).to.equal('1')
    expect(error)
      .to.be.instanceOf(DashbotError)
      .with.property('message')
      .that.matches(/has held the tracker's database for 3 s.* 0 messages and events/)
    other.exec('ROLLBACK')
    expect((await post('next')).status).to.equal(200)
    expect(reported).to.have.length(1)
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
