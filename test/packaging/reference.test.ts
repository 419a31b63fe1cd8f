import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { repository } from './consumer'

const execute = promisify(execFile)

function pages(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  )
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}

describe('docs/api', () => {
  it('is what `npm run docs` makes of the docstrings', async function () {
    this.timeout(300_000)
    const folder = await mkdtemp(join(tmpdir(), 'botbuilder-dashbot-reference-'))
    try {
      await execute('npx', ['typedoc', '--out', folder], { cwd: join(repository, 'tools/reference') })
      const committed = pages(join(repository, 'docs/api'))
      const generated = pages(folder)
      expect(Object.keys(committed)).to.deep.equal(Object.keys(generated))
      const stale = Object.keys(generated).filter((name) => committed[name] !== generated[name])
      expect(stale).to.deep.equal([])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
