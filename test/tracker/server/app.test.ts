import { expect } from 'chai'
import { Hono } from 'hono'
import { Live } from '../../../src/tracker/live'
import { SameThreadReader } from '../../../src/tracker/reader/same-thread-reader'
import { createApp } from '../../../src/tracker/server/app'
import { Annotations } from '../../../src/tracker/store/annotations'
import { ApiKeys } from '../../../src/tracker/store/api-keys'
import { NotStoredError } from '../../../src/tracker/store/not-stored-error'
import { TrackerStore } from '../../../src/tracker/store/tracker-store'
import { SavedViews } from '../../../src/tracker/store/views'
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

  it('have the browser load nothing from elsewhere but pictures', async () => {
    const { headers } = await running.get('/')
    expect(headers.get('content-security-policy')).to.equal(
      "default-src 'self'; img-src 'self' data: http: https:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    expect(headers.get('x-content-type-options')).to.equal('nosniff')
    expect(headers.get('referrer-policy')).to.equal('same-origin')
    expect(headers.get('cache-control')).to.equal('no-store')
    expect(headers.get('access-control-allow-origin')).to.equal(null)
  })

  describe('where a message cannot be stored', () => {
    async function answerTo(error: Error) {
      const reported: unknown[] = []
      const store = TrackerStore.open(':memory:')
      const app = createApp({
        reader: new SameThreadReader(new Hono()),
        health: { problem: undefined },
        annotations: new Annotations(store),
        journal: { caughtUp: () => Promise.resolve(true) },
        live: new Live(),
        views: new SavedViews(store),
        intake: { add: () => Promise.reject(error) },
        apiKeys: new ApiKeys([{ key: 'K', name: undefined }]),
        password: 'P',
        maxBodyBytes: 100,
        onError: (error) => reported.push(error),
      })
      const response = await app.request('/track?platform=twitter&v=1&type=incoming&apiKey=K', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': '29' },
        body: '{"text":"hello","userId":"a"}',
      })
      store.close()
      return { response, reported }
    }

    for (const [refusal, status] of [
      ['full', 429],
      ['locked', 503],
      ['failed', 503],
    ] as const) {
      it(`are ${status} for ${refusal}, with the time to try again`, async () => {
        const { response, reported } = await answerTo(new NotStoredError(refusal))
        expect(response.status).to.equal(status)
        expect(response.headers.get('retry-after')).to.equal('1')
        expect(await response.json())
          .to.have.nested.property('errors[0].message')
          .that.matches(/try again$/)
        expect(reported).to.have.length(0)
      })
    }

    it('say of a failure no more than that there was one', async () => {
      const { response, reported } = await answerTo(new TypeError('secret'))
      expect(response.status).to.equal(500)
      expect(await response.json()).to.deep.equal(refused(['', 'the tracker failed, its log says why']))
      expect(reported).to.have.length(1)
    })
  })
})
