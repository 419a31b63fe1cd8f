import { once } from 'node:events'
import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { expect } from 'chai'
import { RunningTracker, refused } from '../running-tracker'

async function getAs(host: string, url: string, method = 'GET') {
  const sending = request(url, { method, headers: { host } }).end()
  const [response] = await once(sending, 'response')
  return { status: response.statusCode, json: await json(response) }
}

const basic = (credentials: string) => ({
  authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
})

describe('without a password, the pages', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start()
  })

  after(() => running.close())

  it('are for this machine', async () => {
    expect((await running.get('/')).status).to.equal(200)
  })

  for (const path of ['/', '/export.csv', '/live', '/anything']) {
    it(`are not for a name on the web that points here: ${path}`, async () => {
      const { status, json } = await getAs('evil.example:3979', `${running.url}${path}`)
      expect(status).to.equal(403)
      expect(json).to.have.nested.property('errors[0].path', 'host')
    })
  }

  it('let no such name write either', async () => {
    const { status } = await getAs('evil.example', `${running.url}/track`, 'POST')
    expect(status).to.equal(403)
  })
})

describe('with a password, the pages', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start({ password: 'pass:wörd' })
  })

  after(() => running.close())

  it('ask for it', async () => {
    const response = await running.get('/')
    expect(response.status).to.equal(401)
    expect(response.headers.get('www-authenticate')).to.equal('Basic realm="Tracker", charset="UTF-8"')
    expect(response.headers.get('content-security-policy')).to.match(/default-src 'self'/)
    expect(await response.json()).to.deep.equal(
      refused(['authorization', "must hold the tracker's password"]),
    )
  })

  for (const path of ['/transcripts', '/export.csv', '/export.ndjson', '/live', '/nowhere']) {
    it(`ask for it at ${path}`, async () => {
      expect((await running.get(path)).status).to.equal(401)
    })
  }

  it('take it with any name', async () => {
    expect((await running.get('/', basic('anybody:pass:wörd'))).status).to.equal(200)
    expect((await running.get('/', basic(':pass:wörd'))).status).to.equal(200)
  })

  for (const [title, headers] of [
    ['another password', basic('anybody:other')],
    ['no colon', basic('pass:wörd'.replace(':', ''))],
    ['another scheme', { authorization: 'Bearer cGFzczp3b3Jk' }],
    ['no base64', { authorization: 'Basic %%%' }],
  ] as const) {
    it(`refuse ${title}`, async () => {
      expect((await running.get('/', headers)).status).to.equal(401)
    })
  }

  it('look at no further password of an address after five wrong ones, and report it once', async () => {
    const reported: string[] = []
    const guessed = await RunningTracker.start({
      password: 'correct horse',
      onError: (error) => reported.push(error.message),
    })
    const statuses: number[] = []
    for (const guess of ['1', '2', '3', '4', '5', '6', 'correct horse']) {
      const response = await guessed.get('/', basic(`me:${guess}`))
      statuses.push(response.status)
      if (response.status === 429) expect(Number(response.headers.get('retry-after'))).to.be.greaterThan(0)
    }
    expect(statuses).to.deep.equal([401, 401, 401, 401, 401, 429, 429])
    expect(reported).to.have.lengthOf(1)
    expect(reported[0]).to.match(
      /^5 wrong passwords for the tracker came from (127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)\./,
    )
    expect((await guessed.get('/')).status).to.equal(401)
    await guessed.close()
  })

  it('leave the health open', async () => {
    expect((await running.get('/healthz')).status).to.equal(200)
  })
})
