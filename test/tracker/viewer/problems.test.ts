import { expect } from 'chai'
import { Hono } from 'hono'
import { TrackerStore } from '../../../src/tracker/store/tracker-store'
import { mountViewer } from '../../../src/tracker/viewer'

describe('a page that cannot be read', () => {
  for (const [message, status, title] of [
    ['database is locked', 503, 'The database is busy'],
    ['disk I/O error', 500, 'This page could not be made'],
  ] as const) {
    it(`says so with ${status} for "${message}", without the reason`, async () => {
      const store = TrackerStore.open(':memory:')
      const app = new Hono()
      const reported: unknown[] = []
      mountViewer(app, { store, exampleKey: 'local', onError: (error) => reported.push(error) })
      store.prepare = () => {
        throw new Error(message)
      }
      const response = await app.request('/')
      const text = await response.text()
      expect(response.status).to.equal(status)
      expect(text).to.contain(title).and.not.to.contain(message)
      expect(reported.map(String)).to.deep.equal(status === 503 ? [] : [`Error: ${message}`])
      store.close()
    })
  }
})
