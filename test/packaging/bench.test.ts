import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { isRedisInstalled } from '../support/redis-server'
import { repository } from './consumer'

const execute = promisify(execFile)
const suites = ['import', 'turn', 'privacy', 'delivery', 'outbox', 'twitter', 'chat', 'tracker', 'soak']
const runnable = isRedisInstalled ? [...suites, 'fleet'] : suites

describe('the benchmark', () => {
  it('runs each suite to its end in a quick mode, and writes the figures', async function () {
    this.timeout(600_000)
    const folder = await mkdtemp(join(tmpdir(), 'bench-'))
    const file = join(folder, 'figures.json')
    const args = ['build/bench/main.js', '--quick', '--json', file, ...runnable]
    await execute('node', args, { cwd: repository, timeout: 590_000 })
    const { suites } = JSON.parse(await readFile(file, 'utf8'))
    await rm(folder, { recursive: true })
    const finished = suites.filter(
      ({ tables, failure }: { tables: readonly unknown[]; failure?: string }) =>
        failure === undefined && tables.length > 0,
    )
    expect(finished.map(({ name }: { name: string }) => name)).to.have.members(runnable)
  })
})
