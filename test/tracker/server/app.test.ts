import { expect } from 'chai'
import { Live } from '../../../src/tracker/live'
import { createApp } from '../../../src/tracker/server/app'
import { TrackerStore } from '../../../src/tracker/store/tracker-store'
import { RunningTracker, refused } from '../running-tracker'

describe("the tracker's answers", () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start()
  })

  after(() => running.close())

  for (const path of ['/nowhere', '/track/', '/export.xml', '/.env', '/%00']) {
    it(`are JSON for an unknown path: ${path}`, async () => {
      const response = await running.get(path)
      expect(response.status).to.equal(404)
      expect(await response.json()).to.have.property('success', false)
    })
  }

  it('tell the browser to load nothing from elsewhere but pictures', async () => {
    const { headers } = await running.get('/')
    expect(headers.get('content-security-policy')).to.equal(
      "default-src 'self'; img-src 'self' data: http: https:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    expect(headers.get('x-content-type-options')).to.equal('nosniff')
    expect(headers.get('referrer-policy')).to.equal('no-referrer')
    expect(headers.get('cache-control')).to.equal('no-store')
    expect(headers.get('access-control-allow-origin')).to.equal(null)
  })

  it('say of a failure no more than that there was one', async () => {
    const reported: unknown[] = []
    const store = TrackerStore.open(':memory:')
    const live = new Live()
    const intake = { add: () => Promise.reject(new TypeError('secret')) }
    const onError = (error: unknown) => reported.push(error)
    const app = createApp({ store, live, intake, apiKeys: ['K'], password: 'P', maxBodyBytes: 100, onError })
    const response = await app.request('/track?platform=twitter&v=1&type=incoming&apiKey=K', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '29' },
      body: '{"text":"hello","userId":"a"}',
    })
    store.close()
    expect(response.status).to.equal(500)
    expect(await response.json()).to.deep.equal(refused(['', 'the tracker failed, its log tells why']))
    expect(reported).to.have.length(1)
  })
})
