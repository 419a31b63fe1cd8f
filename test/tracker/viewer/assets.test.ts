import { expect } from 'chai'
import { RunningTracker } from '../running-tracker'

describe('the assets', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start()
  })

  after(() => running.close())

  it('come from the tracker alone, at addresses that change with their content', async () => {
    const html = await (await running.get('/')).text()
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*\.(?:css|js|svg)[^"]*)"/g)].map(
      ([, address]) => address ?? '',
    )
    expect(addresses).to.have.lengthOf.at.least(3)
    for (const address of addresses) {
      expect(address).to.match(/^\/assets\/[\w.]+\?v=[\w-]{12}$/)
      const response = await running.get(address)
      expect(response.status, address).to.equal(200)
      expect(response.headers.get('cache-control')).to.contain('immutable')
    }
  })

  it('hold no inline script or style in any page', async () => {
    const html = await (await running.get('/')).text()
    expect(html).not.to.match(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
  })

  it('are asked for again without a hash, and answered with 304 while they are the same', async () => {
    const first = await running.get('/assets/viewer.js')
    expect(first.headers.get('cache-control')).to.equal('no-cache')
    const tag = first.headers.get('etag') ?? ''
    const second = await running.get('/assets/viewer.js', { 'if-none-match': tag })
    expect(second.status).to.equal(304)
  })
})
