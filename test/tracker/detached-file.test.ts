import { cpSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeDirectory, removeDirectory } from '../support/directory'
import { RunningTracker } from './running-tracker'

const message = (text: string) => ({ text, userId: 'ann' })

describe("the tracker's file", () => {
  let directory: string
  let path: string
  let running: RunningTracker
  let reported: string[]

  beforeEach(async () => {
    directory = makeDirectory()
    path = join(directory, 'tracker.db')
    reported = []
    running = await RunningTracker.start({ path, onError: (error) => reported.push(error.message) })
    await running.post('incoming', message('first'))
  })

  afterEach(async () => {
    await running.close()
    removeDirectory(directory)
  })

  /** Waits until a message is answered with this status, for a second and a half at most. */
  async function becomes(status: number): Promise<void> {
    const end = Date.now() + 1_500
    let last = 0
    while (Date.now() < end) {
      last = (await running.post('incoming', message('try'))).status
      if (last === status) return
    }
    throw new Error(`the last answer was ${last}`)
  }

  const companions = ['', '-wal', '-shm']

  it('is missed when it is removed: 503 for messages, pages and health, and one report, until it is back', async () => {
    const away = join(directory, 'away.db')
    for (const end of companions) renameSync(path + end, away + end)
    await becomes(503)
    for (const page of ['/', '/healthz', '/export.csv'])
      expect((await running.get(page)).status).to.equal(503)
    expect(reported).to.have.lengthOf(1)
    expect(reported[0]).to.contain(path).and.to.contain('was removed')
    for (const end of companions) renameSync(away + end, path + end)
    await becomes(200)
    expect(running.tracker.messages({ limit: 1_000 })[0]?.payload.text).to.equal('first')
  })

  it('is opened again when another tracker’s replaces it', async () => {
    const other = join(directory, 'other.db')
    const backup = await RunningTracker.start({ path: other })
    await backup.post('incoming', message('from the backup'))
    await backup.close()
    expect((await running.get('/')).status).to.equal(200)
    rmSync(path)
    cpSync(other, path)
    const end = Date.now() + 1_500
    while (reported.length === 0 && Date.now() < end) await running.get('/healthz')
    expect(reported).to.have.lengthOf(1)
    expect(reported[0]).to.contain('was replaced by another file, which is open now.')
    await becomes(200)
    expect(running.tracker.messages()[0]?.payload.text).to.equal('from the backup')
    expect(await (await running.get('/transcripts?q=backup')).text()).to.contain('<mark>backup</mark>')
  })

  it('is not written where something else replaces it', async () => {
    rmSync(path)
    writeFileSync(path, 'something else')
    await becomes(503)
    await new Promise((resolve) => setTimeout(resolve, 900))
    expect(reported).to.have.lengthOf(1)
    expect(reported[0]).to.contain("is not a tracker's database")
    expect(statSync(path).size).to.equal('something else'.length)
  })
})

describe("the mode of the tracker's file", () => {
  let directory: string

  beforeEach(() => {
    directory = makeDirectory()
  })

  afterEach(() => removeDirectory(directory))

  for (const [title, prepare] of [
    ['where it exists and is open to others', (path: string) => writeFileSync(path, '', { mode: 0o644 })],
    ['through a link', (path: string) => symlinkSync(join(directory, 'target.db'), path)],
  ] as const) {
    it(`is 0600 ${title}`, async () => {
      const path = join(directory, 'tracker.db')
      prepare(path)
      const running = await RunningTracker.start({ path })
      await running.post('incoming', message('hello'))
      const real = title === 'through a link' ? join(directory, 'target.db') : path
      for (const end of ['', '-wal', '-shm']) expect(statSync(real + end).mode & 0o777, end).to.equal(0o600)
      await running.close()
    })
  }
})
