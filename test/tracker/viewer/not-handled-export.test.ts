import { expect } from 'chai'
import { RunningTracker } from '../running-tracker'

describe('the export of what was not handled', () => {
  it('is CSV of the different texts, with the one that they are like', async () => {
    const running = await RunningTracker.start()
    for (const [userId, text] of [
      ['ann', 'a human!'],
      ['ann', 'a human!'],
      ['bob', 'human, a'],
      ['cem', '=1+1'],
    ] as const) {
      await running.post('incoming', { text, userId })
      await running.post('outgoing', { text: 'Sorry?', userId, intent: { name: 'NotHandled' } })
    }
    const response = await running.get('/not-handled.csv')
    expect(response.headers.get('content-type')).to.contain('text/csv')
    expect(await response.text()).to.equal(
      '"text","alike","count"\r\n"a human!","a human!","2"\r\n"human, a","a human!","1"\r\n"\'=1+1","\'=1+1","1"\r\n',
    )
    await running.close()
  })
})
