import { join } from 'node:path'
import { findEngine, libsql } from '../../src/sqlite/open'
import { type InboxUnderTest, inboxContract } from '../../src/testing'
import { SqliteInbox } from '../../src/twitter'
import { MemoryInbox } from '../../src/twitter/inbox/memory-inbox'
import { makeDirectory, removeDirectory } from '../support/directory'

function onMemory(): InboxUnderTest {
  return { inbox: new MemoryInbox({ rememberedEvents: 1_000 }) }
}

function onFile(): InboxUnderTest {
  const directory = makeDirectory()
  const open = () => new SqliteInbox({ path: join(directory, 'inbox.db') })
  return { inbox: open(), reopen: open, dispose: () => removeDirectory(directory) }
}

function onLibsql(): InboxUnderTest {
  const database = new (findEngine([libsql]))(':memory:')
  const open = () => new SqliteInbox({ database })
  return { inbox: open(), reopen: open, dispose: () => void database.close() }
}

describe('MemoryInbox as an inbox', () => {
  for (const { name, run } of inboxContract(onMemory)) it(name, run)
})

describe('SqliteInbox as an inbox', () => {
  for (const { name, run } of inboxContract(onFile, { durable: true })) it(name, run)
})

describe('SqliteInbox on a given database as an inbox', () => {
  for (const { name, run } of inboxContract(onLibsql, { durable: true })) it(name, run)
})
