import { join } from 'node:path'
import { MemoryOutbox } from '../../src/delivery/memory-outbox'
import { SqliteOutbox } from '../../src/outbox'
import { findEngine, libsql } from '../../src/sqlite/open'
import { type OutboxUnderTest, outboxContract } from '../../src/testing'
import { makeDirectory, removeDirectory } from '../support/directory'

function onMemory(): OutboxUnderTest {
  return { outbox: new MemoryOutbox({ maxMessages: 10_000, maxBytes: 2 ** 24 }) }
}

function onFile(): OutboxUnderTest {
  const directory = makeDirectory()
  const open = () => new SqliteOutbox({ path: join(directory, 'outbox.db') })
  return { outbox: open(), reopen: open, dispose: () => removeDirectory(directory) }
}

function onLibsql(): OutboxUnderTest {
  const database = new (findEngine([libsql]))(':memory:')
  const open = () => new SqliteOutbox({ database })
  return { outbox: open(), reopen: open, dispose: () => database.close() }
}

describe('MemoryOutbox as an outbox', () => {
  for (const { name, run } of outboxContract(onMemory)) it(name, run)
})

describe('SqliteOutbox as an outbox', () => {
  for (const { name, run } of outboxContract(onFile, { durable: true })) it(name, run)
})

describe('SqliteOutbox on a given database as an outbox', () => {
  for (const { name, run } of outboxContract(onLibsql, { durable: true })) it(name, run)
})
