import { expect } from 'chai'
import { createTracker } from '../../src/tracker'

describe('createTracker', () => {
  it('listens on loopback and tells that it is well', async () => {
    const tracker = await createTracker({ path: ':memory:' })
    const url = await tracker.listen({ port: 0 })
    try {
      expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/)
      const response = await fetch(`${url}/healthz`)
      expect(await response.json()).to.deep.equal({ success: true })
    } finally {
      await tracker.close()
    }
  })
})
