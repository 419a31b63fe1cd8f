import { expect } from 'chai'
import { userOfPath, userPath } from '../../../src/tracker/viewer/user-path'
import { RunningTracker } from '../running-tracker'

describe('the path of a transcript', () => {
  for (const userId of ['ann', '.', '..', '...', '~', '~.', '~..', '~~..', 'a/../b', '~ann', '%2e%2e']) {
    it(`leads to the user ${userId} as a browser resolves it`, () => {
      const { pathname } = new URL(userPath(userId), 'http://tracker.invalid')
      expect(pathname).to.match(/^\/transcripts\/[^/]+$/)
      expect(userOfPath(decodeURIComponent(pathname.slice('/transcripts/'.length)))).to.equal(userId)
    })
  }

  it('is the one of the links, and leads to the page', async () => {
    const running = await RunningTracker.start()
    try {
      await running.post('incoming', { text: 'from two dots', userId: '..' })
      await running.post('event', { type: 'customEvent', name: 'e', userId: '..' })
      for (const page of ['/transcripts', '/events?name=e&type=customEvent']) {
        const list = await (await running.get(page)).text()
        const [, href = ''] = /href="(\/transcripts\/~[^"]*)"/.exec(list) ?? []
        const opened = await running.get(href.replaceAll('&amp;', '&'))
        expect(opened.status).to.equal(200)
        expect(await opened.text()).to.contain('from two dots')
      }
    } finally {
      await running.close()
    }
  })
})
