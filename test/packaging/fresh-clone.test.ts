import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { startSample } from '../support/samples'
import { repository } from './consumer'

const execute = promisify(execFile)

/** What git ignores, and git's own folder. */
const UNTRACKED = new Set(['node_modules', 'dist', 'build', 'coverage', '.git', '.documented-code'])

const isTracked = (source: string) => source === repository || !UNTRACKED.has(basename(source))

describe('a fresh clone', () => {
  let clone: string

  before(async function () {
    this.timeout(300_000)
    clone = await mkdtemp(join(tmpdir(), 'botbuilder-dashbot-clone-'))
    await cp(repository, clone, { recursive: true, filter: isTracked })
    await execute('npm', ['ci', '--prefer-offline'], { cwd: clone, maxBuffer: 2 ** 26 })
  })
  after(async () => {
    await rm(clone, { recursive: true, force: true })
  })

  it('is built by `npm ci`, so that samples start without another command', async () => {
    expect(await startSample('javascript', { cwd: clone })).to.match(/^5 delivered, 0 dropped$/m)
  })
})
