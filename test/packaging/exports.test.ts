import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect } from 'chai'
import manifest from '../../package.json'
import { repository } from './consumer'

const requireAsConsumer = createRequire(join(repository, 'package.json'))
const snapshot = join(repository, 'test/packaging/exports.snapshot.json')

describe('the list of exports', () => {
  it('is the one that was agreed on: a change of it is a change of the public API', () => {
    const subpaths = Object.keys(manifest.exports).filter((path) => path !== './package.json')
    const actual = Object.fromEntries(
      subpaths.map((path) => {
        const name = path === '.' ? manifest.name : `${manifest.name}${path.slice(1)}`
        return [path, Object.keys(requireAsConsumer(name)).sort()]
      }),
    )
    expect(actual).to.deep.equal(JSON.parse(readFileSync(snapshot, 'utf8')))
  })

  it('has a place in typesVersions for every subpath', () => {
    const subpaths = Object.keys(manifest.exports).filter((path) => !['.', './package.json'].includes(path))
    expect(Object.keys(manifest.typesVersions['*'])).to.have.members(subpaths.map((path) => path.slice(2)))
  })
})
