import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import manifest from '../../package.json'
import { repository } from './consumer'

const requireAsConsumer = createRequire(join(repository, 'package.json'))
const snapshot: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(join(repository, 'test/packaging/exports.snapshot.json'), 'utf8'),
)

const subpaths = Object.keys(manifest.exports).filter((path) => path !== './package.json')
const nameOf = (path: string) => `${manifest.name}${path.slice(1)}`

function required(path: string): Readonly<Record<string, unknown>> {
  return requireAsConsumer(nameOf(path))
}

describe('the list of exports', () => {
  it('is the agreed one: a change of it is a change of the public API', () => {
    const actual = Object.fromEntries(subpaths.map((path) => [path, Object.keys(required(path)).sort()]))
    expect(actual).to.deep.equal(snapshot)
  })

  for (const path of subpaths) {
    it(`has names that import statements find: ${nameOf(path)}`, async () => {
      const namespace: object = await import(pathToFileURL(requireAsConsumer.resolve(nameOf(path))).href)
      expect(Object.keys(namespace)).to.include.members([...(snapshot[path] ?? [''])])
    })

    it(`has functions and classes that carry the name of their export: ${nameOf(path)}`, () => {
      for (const [name, value] of Object.entries(required(path))) {
        if (typeof value === 'function') expect(value.name).to.equal(name)
      }
    })
  }

  it("has errors that are all the root entry's DashbotError", () => {
    const { DashbotError } = required('.') as { DashbotError: abstract new () => Error }
    const errors = subpaths.flatMap((path) =>
      Object.entries(required(path)).filter(([name]) => name.endsWith('Error')),
    )
    expect(errors.map(([name]) => name)).to.include.members(['ConfigError', 'TwitterApiError'])
    for (const [name, value] of errors) {
      if (name === 'DashbotError') continue
      expect(Reflect.get(Object(value), 'prototype'), name).to.be.instanceOf(DashbotError)
    }
  })

  it("has subpaths that throw the root entry's errors", () => {
    const { ConfigError } = required('.') as { ConfigError: abstract new () => Error }
    const { SqliteOutbox } = required('./outbox') as { SqliteOutbox: new (options: object) => object }
    const { TwitterAdapter } = required('./twitter') as { TwitterAdapter: new (options: object) => object }
    expect(() => new SqliteOutbox({})).to.throw(ConfigError)
    expect(() => new TwitterAdapter({})).to.throw(ConfigError)
  })
})
