import { existsSync, mkdirSync, rmdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { absolutePath, createFolderOf, fileIdentity, linkTarget } from '../../src/sqlite/folder'
import { makeDirectory, removeDirectory } from '../support/directory'

describe('Folders of SQLite files', () => {
  let directory: string

  beforeEach(() => {
    directory = makeDirectory()
  })

  afterEach(() => removeDirectory(directory))

  it('are created with those above them, for their owner only', () => {
    createFolderOf('SqliteOutbox', join(directory, 'a', 'b', 'outbox.db'))
    expect(statSync(join(directory, 'a')).mode & 0o777).to.equal(0o700)
    expect(statSync(join(directory, 'a', 'b')).mode & 0o777).to.equal(0o700)
  })

  it('are refused in a place that takes no folder', function () {
    if (!existsSync('/proc/self')) this.skip()
    expect(() => createFolderOf('SqliteOutbox', '/proc/absent/deeper/outbox.db')).to.throw(
      ConfigError,
      /SqliteOutbox: path \/proc\/absent/,
    )
  })

  it('are not created where a file is in the way', () => {
    writeFileSync(join(directory, 'a'), '')
    expect(() => createFolderOf('SqliteOutbox', join(directory, 'a', 'b', 'outbox.db'))).to.throw(/ENOTDIR/)
  })
})

describe('absolutePath', () => {
  it('refuses a relative path where the working directory was removed', function () {
    if (process.platform === 'win32') this.skip()
    const before = process.cwd()
    const directory = makeDirectory()
    process.chdir(directory)
    try {
      process.cwd()
      rmdirSync(directory)
      expect(() => absolutePath('SqliteOutbox', 'outbox.db')).to.throw(ConfigError, /working directory/)
      expect(absolutePath('SqliteOutbox', '/a/outbox.db')).to.equal('/a/outbox.db')
    } finally {
      process.chdir(before)
    }
  })

  it('completes a relative path', () => {
    expect(absolutePath('SqliteOutbox', 'a.db')).to.equal(join(process.cwd(), 'a.db'))
  })
})

describe('linkTarget', () => {
  let directory: string

  beforeEach(() => {
    directory = makeDirectory()
  })

  afterEach(() => removeDirectory(directory))

  it('follows links of files and folders, also to a file that does not exist yet', () => {
    const folder = join(directory, 'real')
    mkdirSync(folder)
    symlinkSync(folder, join(directory, 'current'))
    symlinkSync('real/outbox.db', join(directory, 'link.db'))
    expect(linkTarget(join(directory, 'link.db'))).to.equal(join(folder, 'outbox.db'))
    expect(linkTarget(join(directory, 'current', 'outbox.db'))).to.equal(join(folder, 'outbox.db'))
  })

  it('gives up on links that lead in a circle', () => {
    symlinkSync(join(directory, 'b'), join(directory, 'a'))
    symlinkSync(join(directory, 'a'), join(directory, 'b'))
    expect(linkTarget(join(directory, 'a'))).to.be.a('string')
  })
})

describe('fileIdentity', () => {
  it('is undefined where there is no file', () => {
    expect(fileIdentity('/absent/file')).to.equal(undefined)
  })
})
