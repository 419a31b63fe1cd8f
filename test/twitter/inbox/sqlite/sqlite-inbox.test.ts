import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ConfigError } from '../../../../src/errors'
import { SqliteOutbox } from '../../../../src/outbox'
import { findEngine, openDatabase } from '../../../../src/sqlite/open'
import { SqliteInbox } from '../../../../src/twitter'
import { makeDirectory, removeDirectory } from '../../../support/directory'
import { until } from '../../../support/until'
import { inboxEvent, nextTurn, opened, RecordingInboxHost } from '../../support/inbox-events'

describe('SqliteInbox', () => {
  let directory: string
  let path: string
  let inboxes: SqliteInbox[]

  const open = (host = new RecordingInboxHost()): SqliteInbox => {
    const inbox = opened(new SqliteInbox({ path }), host)
    inboxes.push(inbox)
    return inbox
  }

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'inbox.db')
    inboxes = []
  })

  afterEach(() => {
    for (const inbox of inboxes) inbox.close()
    removeDirectory(directory)
  })

  it('has an event on the disk when add resolves', async () => {
    await open().add([inboxEvent('1')])
    const database = openDatabase(path)
    expect(database.prepare('SELECT count(*) AS events FROM dashbot_inbox_event').get()).to.include({
      events: 1,
    })
    database.close()
  })

  it('makes its file readable by its owner only', async () => {
    await open().add([inboxEvent('1')])
    for (const name of readdirSync(directory)) {
      expect(statSync(join(directory, name)).mode & 0o077, name).to.equal(0)
    }
  })

  it('keeps what came at the same time in one transaction, in order', async () => {
    const inbox = open()
    const adds = ['1', '2', '3'].map((key) => inbox.add([inboxEvent(key)]))
    await Promise.all(adds)
    const keys: string[] = []
    for (let count = 0; count < 3; count += 1) {
      const turn = await nextTurn(inbox)
      keys.push(turn.key)
      inbox.settle(turn, { kind: 'handled' })
    }
    expect(keys).to.deep.equal(['1', '2', '3'])
  })

  it('resolves what is being added while it closes', async () => {
    const inbox = open()
    const added = inbox.add([inboxEvent('1')])
    inbox.close()
    expect(await added).to.deep.equal({ known: [], elsewhere: [] })
    expect((await nextTurn(open())).key).to.equal('1')
  })

  it('takes nothing after its close', async () => {
    const inbox = open()
    inbox.close()
    let error: unknown
    await Promise.resolve(inbox.add([inboxEvent('1')])).catch((failure: unknown) => {
      error = failure
    })
    expect(error).to.have.property('code', 'ERR_DASHBOT_INBOX')
  })

  describe('on a file that another inbox uses', () => {
    it('runs one turn of a conversation at a time across both, in the order of adding', async () => {
      const [one, other] = [open(), open()]
      await one.add([inboxEvent('1')])
      await other.add([inboxEvent('2')])
      const first = await nextTurn(one)
      expect(other.next()).to.equal(undefined)
      one.settle(first, { kind: 'handled' })
      expect((await nextTurn(other)).key).to.equal('2')
    })

    it('knows what the other has seen', async () => {
      const [one, other] = [open(), open()]
      await one.add([inboxEvent('1')])
      expect(await other.add([inboxEvent('1')])).to.deep.equal({ known: ['1'], elsewhere: [] })
    })

    it('takes over what the other left when that ended', async () => {
      const [one, other] = [open(), open()]
      await one.add([inboxEvent('1'), inboxEvent('2')])
      await nextTurn(one)
      await other.add([inboxEvent('3')])
      one.close()
      const keys: [string, number][] = []
      for (let count = 0; count < 3; count += 1) {
        const turn = await nextTurn(other)
        keys.push([turn.key, turn.attempt])
        other.settle(turn, { kind: 'handled' })
      }
      expect(keys).to.deep.equal([
        ['1', 2],
        ['2', 1],
        ['3', 1],
      ])
    })
  })

  it('serves one adapter', () => {
    const inbox = open()
    expect(() => opened(inbox)).to.throw(ConfigError, /serves one adapter/)
  })

  describe('refuses by name, and leaves untouched', () => {
    const foreign: Readonly<Record<string, () => void>> = {
      "another application's database": () => {
        const database = openDatabase(path)
        database.exec('CREATE TABLE theirs (id INTEGER); INSERT INTO theirs VALUES (1)')
        database.close()
      },
      'a file that is not a database': () => writeFileSync(path, '{"config":true}'),
      'an outbox': () => {
        const outbox = new SqliteOutbox({ path })
        outbox.open({ onError: () => {}, onDrop: () => {}, onRestored: () => {}, onReady: () => {} })
        outbox.close()
      },
    }
    for (const [name, create] of Object.entries(foreign)) {
      it(name, () => {
        create()
        const before = readFileSync(path)
        expect(() => new SqliteInbox({ path })).to.throw(ConfigError, path)
        expect(readFileSync(path).equals(before)).to.equal(true)
      })
    }

    it('an inbox of a newer release', async () => {
      await open().add([inboxEvent('1')])
      inboxes.pop()?.close()
      const database = openDatabase(path)
      database.exec('PRAGMA user_version = 99')
      database.close()
      expect(() => opened(new SqliteInbox({ path }))).to.throw(ConfigError, /version 99/)
    })
  })

  it('moves to a new file what waits and what runs, where the file is removed', async function () {
    this.timeout(15_000)
    const host = new RecordingInboxHost()
    const inbox = open(host)
    await inbox.add([inboxEvent('1'), inboxEvent('2'), inboxEvent('3', 'other')])
    const running = await nextTurn(inbox)
    for (const name of readdirSync(directory)) rmSync(join(directory, name))
    await until('the file is there again', () => existsSync(path) && host.errors.length > 0)
    expect(String(host.errors[0])).to.match(/was removed/)
    inbox.settle(running, { kind: 'handled' })
    const keys = [(await nextTurn(inbox)).key, (await nextTurn(inbox)).key]
    expect(keys.sort()).to.deep.equal(['2', '3'])
    inbox.close()
    const next = open()
    expect(next.size).to.equal(2)
  })

  it('sets a damaged file aside, says so, and goes on', async () => {
    await open().add(Array.from({ length: 50 }, (_, index) => inboxEvent(`${index}`, `${index % 5}`)))
    inboxes.pop()?.close()
    const content = readFileSync(path)
    content.fill(0x5a, 4096, content.length - 4096)
    writeFileSync(path, content)
    const host = new RecordingInboxHost()
    const inbox = open(host)
    await Promise.resolve(inbox.add([inboxEvent('new')])).catch(() => {})
    expect(await inbox.add([inboxEvent('newer', 'n')])).to.not.equal('full')
    expect(readdirSync(directory).some((name) => name.includes('.corrupt-'))).to.equal(true)
    expect(host.errors.map(String).join()).to.match(/was damaged, and is now/)
  })

  it('answers a full disk with a rejection, and takes events again once there is room', async () => {
    const database = new (findEngine())(path)
    const inbox = opened(new SqliteInbox({ database }))
    inboxes.push(inbox)
    await inbox.add([inboxEvent('1')])
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number }
    database.exec(`PRAGMA max_page_count = ${pages}`)
    const large = inboxEvent('2', 'lane', { event: { text: 'x'.repeat(100_000) } })
    const failure = await Promise.resolve(inbox.add([large])).catch((error: unknown) => error)
    expect(failure).to.have.property('code', 'ERR_DASHBOT_INBOX')
    expect(inbox.size).to.equal(1)
    database.exec('PRAGMA max_page_count = 100000')
    expect(await inbox.add([large])).to.deep.equal({ known: [], elsewhere: [] })
  })

  for (const options of [{}, { path: '' }, { path: 'x', database: {} }, { path: 'x', maxBytes: 1 }]) {
    it(`refuses the options ${JSON.stringify(options)}`, () => {
      expect(() => new SqliteInbox(options as never)).to.throw(ConfigError)
    })
  }
})

describe("SqliteInbox's options", () => {
  it('name the right call where the path is given in their place', () => {
    expect(() => new SqliteInbox('inbox.db' as never)).to.throw(
      ConfigError,
      "SqliteInbox: options must be an object, as in new SqliteInbox({ path: 'inbox.db' })",
    )
  })
})
