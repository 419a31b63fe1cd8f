import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { UsageError } from '../../src/cli/command'
import { readTrackerSettings } from '../../src/cli/tracker'
import { createTracker } from '../../src/tracker'
import { makeDirectory, removeDirectory } from '../support/directory'

const DAY = 24 * 60 * 60_000
const cli = join(__dirname, '../../src/cli/index.js')

describe('the settings of the command tracker', () => {
  it('have the defaults of the library where nothing is given', () => {
    expect(readTrackerSettings([], {})).to.deep.equal({
      tracker: { path: resolve('tracker.db') },
      listen: {},
      format: undefined,
      subject: 'messages',
      file: undefined,
    })
  })

  it('are read from the arguments', () => {
    const args = [
      '--port',
      '0',
      '--db',
      '/data/t.db',
      '--host',
      '::1',
      '--keep-days',
      '30',
      '--max-mb',
      '500',
    ]
    expect(readTrackerSettings(args, {})).to.deep.equal({
      tracker: { path: '/data/t.db', retentionMs: 30 * DAY, maxBytes: 500_000_000 },
      listen: { port: 0, host: '::1' },
      format: undefined,
      subject: 'messages',
      file: undefined,
    })
  })

  it('have keys and the password from the environment', () => {
    const env = { DASHBOT_TRACKER_API_KEYS: 'one, two,', DASHBOT_TRACKER_PASSWORD: 'secret' }
    expect(readTrackerSettings([], env).tracker).to.deep.include({
      apiKeys: ['one', 'two'],
      password: 'secret',
    })
  })

  it('have the names of the bots, and each of their keys', () => {
    const env = { DASHBOT_TRACKER_API_KEYS: 'production=OLD, test = T, production=NEW' }
    expect(readTrackerSettings([], env).tracker.apiKeys).to.deep.equal({
      production: ['OLD', 'NEW'],
      test: ['T'],
    })
  })

  it('have keys in base64 as they are, with and without a name', () => {
    const keys = (list: string) => readTrackerSettings([], { DASHBOT_TRACKER_API_KEYS: list }).tracker.apiKeys
    expect(keys('c2VjcmV0c2VjcmV0MQ==')).to.deep.equal(['c2VjcmV0c2VjcmV0MQ=='])
    expect(keys('c2VjcmV0MTI=,plain')).to.deep.equal(['c2VjcmV0MTI=', 'plain'])
    expect(keys('production=c2VjcmV0c2VjcmV0MQ==')).to.deep.equal({ production: ['c2VjcmV0c2VjcmV0MQ=='] })
  })

  for (const list of ['production=', 'production=,test=T', 'production=P,test']) {
    it(`refuse the keys ${list}`, () => {
      expect(() => readTrackerSettings([], { DASHBOT_TRACKER_API_KEYS: list })).to.throw(
        UsageError,
        'DASHBOT_TRACKER_API_KEYS',
      )
    })
  }

  it('have no keys and no password where the environment has empty ones', () => {
    const env = { DASHBOT_TRACKER_API_KEYS: ' , ', DASHBOT_TRACKER_PASSWORD: '' }
    expect(readTrackerSettings([], env).tracker).to.have.all.keys('path')
  })

  for (const args of [
    ['--port', '65536'],
    ['--port', 'http'],
    ['--keep-days', '0'],
    ['--max-mb', '-1'],
    ['--export', 'xml'],
    ['--export', 'csv', '--subject', 'users'],
    ['--subject', 'events'],
    ['--export', 'csv', '--import', 'a.ndjson'],
    ['--password', 'secret'],
    ['more'],
  ]) {
    it(`refuse ${args.join(' ')}`, () => {
      expect(() => readTrackerSettings(args, {})).to.throw(UsageError)
    })
  }
})

describe('the command tracker', () => {
  let directory: string
  let path: string

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'tracker.db')
  })

  afterEach(() => removeDirectory(directory))

  // Node 22 warns on stderr that its SQLite is young.
  const env = { ...process.env, NODE_NO_WARNINGS: '1' }
  const run = async (...args: readonly string[]) =>
    promisify(execFile)('node', [cli, 'tracker', ...args], { env })

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`serves until ${signal}, and keeps what it took`, async () => {
      const child = spawn('node', [cli, 'tracker', '--port', '0', '--db', path])
      const url = await address(child)
      const response = await fetch(`${url}/track?platform=twitter&v=1&type=incoming&apiKey=K`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"text":"hello","userId":"ann"}',
      })
      expect(response.status).to.equal(200)
      child.kill(signal)
      expect(await once(child, 'exit')).to.deep.equal([0, null])

      const tracker = await createTracker({ path })
      expect(tracker.summary()).to.include({ incoming: 1 })
      await tracker.close()
    })
  }

  it('exports', async () => {
    const tracker = await createTracker({ path })
    await tracker.import([
      { type: 'incoming', time: 1_700_000_000_000, payload: { text: 'hi', userId: 'ann' } },
    ])
    await tracker.close()
    const { stdout } = await run('--db', path, '--export', 'csv')
    expect(stdout).to.equal(
      '"text","userId","timestamp","incoming","intent"\r\n"hi","ann","1700000000000","true",""\r\n',
    )
  })

  it('says what there is no file of, and leaves none behind', async () => {
    const missing = join(directory, 'missing.ndjson')
    for (const [args, problem] of [
      [['--import', missing], `--import ${missing}: there is no such file`],
      [['--import', directory], `--import ${directory}: it is a folder, give one of its files`],
      [['--export', 'csv'], `--db ${path}: there is no such file to export`],
    ] as const) {
      const failed = await run('--db', path, ...args).catch((error: unknown) => error)
      expect(failed).to.include({
        code: 2,
        stdout: '',
        stderr: `${problem}\nSee botbuilder-dashbot tracker --help\n`,
      })
      expect(existsSync(path)).to.equal(false)
    }
  })

  it('imports what it exports, messages and events', async () => {
    const tracker = await createTracker({ path })
    await tracker.import([
      { type: 'incoming', time: 1_700_000_000_000, bot: 'one', payload: { text: 'hi', userId: 'ann' } },
      { type: 'outgoing', time: 1_700_000_000_001, payload: { text: 'hello', userId: 'ann' } },
      { type: 'event', time: 1_700_000_000_002, payload: { type: 'customEvent', name: 'e', userId: 'ann' } },
    ])
    const held = [tracker.messages(), tracker.events()]
    await tracker.close()
    const other = join(directory, 'other.db')
    for (const [subject, stored] of [
      ['messages', 2],
      ['events', 1],
    ] as const) {
      const { stdout } = await run('--db', path, '--export', 'ndjson', '--subject', subject)
      const file = join(directory, `${subject}.ndjson`)
      writeFileSync(file, `${stdout}not a line of an export\n`)
      const { stdout: said } = await run('--db', other, '--import', file)
      expect(said).to.equal(
        `Stored ${stored} messages and events.\nLeft out 1 line that no export wrote, the first is line ${stored + 1}.\n`,
      )
    }
    const copy = await createTracker({ path: other })
    expect([copy.messages(), copy.events()]).to.deep.equal(held)
    await copy.close()
  })

  it('says what is wrong with a file, without a stack', async () => {
    const { code, stderr } = await run('--db', directory).catch((error) => error)
    expect(code).to.equal(1)
    expect(stderr).to.match(/^The tracker cannot open .*\n$/)
  })
})

async function address(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('stdout is not a pipe')
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error('the command printed no address')
}
