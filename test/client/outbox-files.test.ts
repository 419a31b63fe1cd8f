import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { DashbotClient } from '../../src/client/client'
import { ConfigError } from '../../src/errors'
import { SqliteOutbox } from '../../src/outbox'
import { openDatabase } from '../../src/sqlite/open'
import { RecordingHost } from '../../src/testing/recording-host'
import { MemoryTransport } from '../../src/transports/memory'
import { makeDirectory, removeDirectory } from '../support/directory'

describe('The file of an outbox', () => {
  let directory: string
  let path: string
  let clients: DashbotClient[]

  beforeEach(() => {
    directory = makeDirectory()
    path = join(directory, 'outbox.db')
    clients = []
  })

  afterEach(async () => {
    for (const client of clients) await client.close()
    removeDirectory(directory)
  })

  function clientOn(outbox: SqliteOutbox) {
    const transport = new MemoryTransport()
    const errors: Error[] = []
    const client = new DashbotClient({ transport, outbox, onError: (error) => errors.push(error) })
    clients.push(client)
    return { client, transport, errors }
  }

  function expectReport(outbox: SqliteOutbox): void {
    const [error, ...others] = clientOn(outbox).errors
    expect(error).to.be.instanceOf(ConfigError).with.property('option', 'outbox')
    expect(error?.message).to.include('past its own hooks. Give each client a file of its own')
    expect(others).to.deep.equal([])
  }

  it('is reported to a second client of the process, which takes over what the first leaves', () => {
    expect(clientOn(new SqliteOutbox({ path })).errors).to.deep.equal([])
    expectReport(new SqliteOutbox({ path }))
    expectReport(new SqliteOutbox({ path }))
  })

  it('is the same by a link, and as a database that is open', () => {
    const link = join(directory, 'link.db')
    clientOn(new SqliteOutbox({ path }))
    symlinkSync(path, link)
    expectReport(new SqliteOutbox({ path: link }))
    const database = openDatabase(path)
    expectReport(new SqliteOutbox({ database }))
  })

  it('is free again when its client is closed', async () => {
    await clientOn(new SqliteOutbox({ path })).client.close()
    expect(clientOn(new SqliteOutbox({ path })).errors).to.deep.equal([])
  })

  it('serves two clients in memory apart', () => {
    clientOn(new SqliteOutbox({ path: ':memory:' }))
    expect(clientOn(new SqliteOutbox({ path: ':memory:' })).errors).to.deep.equal([])
  })

  it('is refused to a second client with the same outbox, which goes on for the first', async () => {
    const outbox = new SqliteOutbox({ path: ':memory:' })
    const { client, transport } = clientOn(outbox)
    expect(() => clientOn(outbox)).to.throw(ConfigError, 'Give each client an outbox of its own')
    client.logIncoming({ text: 'hi', userId: 'ann' })
    await client.flush()
    expect(transport.envelopes).to.have.length(1)
    await client.close()
    expect(() => outbox.open(new RecordingHost())).to.throw(ConfigError)
  })
})
