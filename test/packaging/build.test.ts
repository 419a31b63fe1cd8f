import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect } from 'chai'
import { repository } from './consumer'

const dist = join(repository, 'dist')
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
  (name) => !/^tracker.assets/.test(name),
)
const scripts = files.filter((name) => name.endsWith('.js'))
/** Others only hand on what these hold. */
const withCode = () => scripts.filter((name) => /^\/\/ src\//m.test(read(name)))
const read = (name: string) => readFileSync(join(dist, name), 'utf8')

describe('the build', () => {
  it('is a few files: Node takes longer to find and open modules than to run them', () => {
    expect(scripts.length).to.be.within(10, 40)
  })

  it('has a source map with the sources for every file of code', () => {
    expect(withCode().length).to.be.greaterThan(10)
    for (const name of withCode()) {
      const { sources, sourcesContent } = JSON.parse(read(`${name}.map`))
      expect(sourcesContent, name).to.have.length(sources.length)
      const own = sources.filter(
        (source: string) => !source.includes('node_modules') && !source.includes('\0'),
      )
      for (const source of own) {
        const path = resolve(dist, dirname(name), source)
        expect(existsSync(path), `${name}: ${source}`).to.equal(true)
      }
    }
  })

  it('holds parts of valibot with its license, and does not require it', () => {
    const holding = withCode().filter((name) => read(`${name}.map`).includes('node_modules/valibot/'))
    expect(holding).to.have.length(1)
    for (const name of holding) expect(read(name)).to.contain('Copyright (c) Fabian Hiller')
    for (const name of scripts) expect(read(name), name).to.not.match(/require\(['"]valibot/)
  })

  it('loads what finds personal data on first use, and not with the root', () => {
    const loadedWith = (use: string) => {
      const script = `const root = require(${JSON.stringify(dist)});${use};console.log(JSON.stringify(Object.keys(require.cache)))`
      const loaded: string[] = JSON.parse(
        execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }),
      )
      return loaded.filter((file) => /[\\/](?:redaction|profile-texts)\.js$/.test(file)).length
    }
    expect(loadedWith('')).to.equal(0)
    expect(loadedWith('root.redactText()')).to.equal(2)
    expect(loadedWith('root.pseudonymize("a secret of some length")')).to.equal(3)
  })

  it('declares nothing in types that users do not have', () => {
    const declarations = files.filter((name) => name.endsWith('.d.ts'))
    expect(declarations).to.include('index.d.ts')
    for (const name of declarations) expect(read(name), name).to.not.match(/\bvalibot\b|\bErrorOptions\b/)
  })
})
