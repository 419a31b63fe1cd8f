import { expect } from 'chai'
import { ConfigError } from '../../../src/errors'
import { createTracker } from '../../../src/tracker'
import { RunningTracker } from '../running-tracker'

describe('listening', () => {
  let running: RunningTracker

  beforeEach(async () => {
    running = await RunningTracker.start()
  })

  afterEach(() => running.close())

  const rejection = (promise: Promise<unknown>) => promise.catch((error: unknown) => error)

  it('says what to do where something else listens', async () => {
    const other = await createTracker({ path: ':memory:' })
    const port = Number(new URL(running.url).port)
    const error = await rejection(other.listen({ port }))
    expect(error).to.have.property('code', 'ERR_DASHBOT_TRACKER')
    expect(error)
      .to.have.property('message')
      .that.matches(/choose another port/)
    await other.close()
  })

  it('passes on why else it cannot', async () => {
    const other = await createTracker({ path: ':memory:', apiKeys: ['K'], password: 'long enough' })
    const error = await rejection(other.listen({ host: '203.0.113.1', port: 0 }))
    expect(error).to.have.property('code', 'ERR_DASHBOT_TRACKER')
    expect(error)
      .to.have.property('message')
      .that.matches(/203\.0\.113\.1:0.*EADDRNOTAVAIL/)
    await other.close()
  })

  it('is done once', async () => {
    expect(await rejection(running.tracker.listen({ port: 0 }))).to.be.instanceOf(ConfigError)
  })

  for (const host of ['::1', 'localhost']) {
    it(`takes ${host} for this machine`, async () => {
      const other = await createTracker({ path: ':memory:' })
      const url = await other.listen({ host, port: 0 })
      expect((await fetch(`${url}/healthz`)).status).to.equal(200)
      expect((await fetch(url)).status).to.equal(200)
      await other.close()
    })
  }

  for (const [option, options] of [
    ['apiKeys', {}],
    ['apiKeys', { password: 'long enough' }],
    ['password', { apiKeys: ['K'] }],
  ] as const) {
    it(`beyond this machine is refused without ${option}: ${JSON.stringify(options)}`, async () => {
      const open = await createTracker({ path: ':memory:', ...options })
      for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.com']) {
        const error = await rejection(open.listen({ host, port: 0 }))
        expect(error).to.be.instanceOf(ConfigError)
        expect(error).to.have.property('option', option)
      }
      expect(open.url).to.equal(undefined)
      await open.close()
    })
  }

  it('answers the requests that it has when it closes', async () => {
    const answers = Array.from({ length: 50 }, () => running.post('incoming', { text: 'a', userId: 'b' }))
    await answers[0]
    const closed = running.close()
    const statuses = await Promise.all(
      answers.map((answer) =>
        answer.then(
          ({ status }) => status,
          () => 0,
        ),
      ),
    )
    await closed
    expect(statuses[0]).to.equal(200)
    expect(statuses.every((status) => status === 200 || status === 0)).to.equal(true)
  })
})
