import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { performancePage } from '../../../bench/performance-page'
import { repository } from '../consumer'

describe('docs/performance.md', () => {
  it('has the figures of the latest run in bench/results', () => {
    const folder = join(repository, 'bench/results')
    const latest = readdirSync(folder).toSorted().at(-1) ?? expect.fail('there is no run')
    const report = JSON.parse(readFileSync(join(folder, latest), 'utf8'))
    expect(readFileSync(join(repository, 'docs/performance.md'), 'utf8')).to.equal(
      performancePage(report, latest),
    )
  })
})
