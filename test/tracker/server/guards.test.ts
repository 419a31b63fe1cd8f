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

  it('leave the health open', async () => {
    expect((await running.get('/healthz')).status).to.equal(200)
  })
})
