import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { week } from '../../samples/week/src/week'
import { createTracker } from '../../src/tracker'
import { payloadIssues } from '../../src/wire/validate'
import { makeDirectory, removeDirectory } from '../support/directory'
import { startSample } from '../support/samples'

const execute = promisify(execFile)
const repository = join(__dirname, '../../..')
const END = Date.UTC(2026, 10, 24)
const DAY = 24 * 60 * 60_000

describe('the made-up week', () => {
  const tracked = [...week({ end: END })]

  it('is the same for the same seed, and another for another', () => {
    expect([...week({ end: END, messages: 500 })]).to.deep.equal([...week({ end: END, messages: 500 })])
    const [first] = week({ end: END, messages: 500 })
    expect([...week({ end: END, messages: 500, seed: 2 })][0]).to.not.deep.equal(first)
  })

  it('lies in the seven days before its end, in order', () => {
    const times = tracked.map(({ time }) => time)
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b))
    expect(times.at(0)).to.be.within(END - 7 * DAY, END - 7 * DAY + DAY / 2)
    expect(times.at(-1)).to.be.within(END - DAY / 2, END)
  })

  it('is what Dashbot takes', () => {
    expect(tracked.flatMap(({ type, payload }) => payloadIssues(type, payload))).to.deep.equal([])
  })

  it('has about as many messages as asked for, of several hundred users', () => {
    const messages = tracked.filter(({ type }) => type !== 'event')
    expect(messages.length).to.be.within(7_600, 8_400)
    expect(new Set(messages.map(({ payload }) => payload.userId)).size).to.be.greaterThan(200)
  })

  describe('written by its command', () => {
    let directory: string

    beforeEach(() => {
      directory = makeDirectory()
    })

    afterEach(() => removeDirectory(directory))

    const run = async (...args: readonly string[]) => {
      const command = ['start', '--silent', '--workspace=samples/week', '--', '--messages', '300', ...args]
      const { stdout } = await execute('npm', command, {
        cwd: repository,
        env: { ...process.env, NODE_OPTIONS: '' },
      })
      return stdout
    }

    it('is in the database', async () => {
      const path = join(directory, 'tracker.db')
      expect(await run('--db', path, '--end', '2026-11-24')).to.contain(path)
      const tracker = await createTracker({ path })
      const stored = [...tracker.messages({ limit: 1_000 }), ...tracker.events({ limit: 1_000 })]
      await tracker.close()
      const expected = [...week({ end: END, messages: 300 })].map((tracked) => ({
        ...tracked,
        bot: 'import',
      }))
      expect(stored).to.have.deep.members(expected)
    })

    it("is in the database that the README's command names", async () => {
      const path = join(directory, 'tracker.db')
      expect(await startSample('week', { database: path })).to.match(
        /has \d{4,} messages and events more\. See them with:$/m,
      )
    })

    it('arrives at a tracker, at the time that it happened', async () => {
      const tracker = await createTracker({ path: ':memory:' })
      const url = await tracker.listen({ port: 0 })
      const stdout = await run('--url', url, '--end', '2026-11-24')
      const messages = [...tracker.messages(), ...tracker.events()]
      expect(stdout).to.contain(`took ${messages.length} messages and events`)
      expect(messages.every(({ time }) => time > END - 7 * DAY && time < END)).to.equal(true)
      await tracker.close()
    })
  })
})
