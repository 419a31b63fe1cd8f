import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect } from 'chai'
import { RunningTracker, refused } from '../running-tracker'

const golden = (name: string): { readonly query: { readonly type: string }; readonly body: unknown } =>
  JSON.parse(readFileSync(join(__dirname, '../../../../test/fixtures/golden', `${name}.json`), 'utf8'))

const hello = { text: 'hello', userId: 'ann' }

describe('POST /track', () => {
  let running: RunningTracker

  beforeEach(async () => {
    running = await RunningTracker.start()
  })

  afterEach(() => running.close())

  const stored = () =>
    [...running.tracker.messages(), ...running.tracker.events()].map(({ payload }) => payload)

  for (const name of [
    'incoming-intent',
    'incoming-quick-reply',
    'outgoing-buttons',
    'outgoing-intent',
    'outgoing-text',
    'event-custom',
    'event-page-launch',
    'event-referral',
    'event-revenue',
    'event-share',
  ]) {
    it(`takes and keeps Dashbot's sample ${name}`, async () => {
      const { query, body } = golden(name)
      const { status, json } = await running.post(query.type, body)
      expect(status).to.equal(200)
      expect(json).to.deep.equal({ success: true })
      expect(stored()).to.deep.equal([body])
    })
  }

  it('keeps the text as it was sent, line breaks and all', async () => {
    const body = JSON.stringify(
      { ...hello, text: '<script>alert(1)</script>', extra: [1, null] },
      undefined,
      2,
    )
    await running.post('incoming', body)
    expect(stored()).to.deep.equal([JSON.parse(body)])
  })

  it('counts a delivery that is repeated once', async () => {
    const headers = { 'idempotency-key': '0b7f' }
    for (let attempt = 0; attempt < 3; attempt++) {
      expect((await running.post('incoming', hello, { headers })).status).to.equal(200)
    }
    expect(running.tracker.summary()).to.include({ incoming: 1, sessions: 1 })
    await running.post('incoming', hello)
    expect(running.tracker.summary()).to.include({ incoming: 2 })
  })

  it('puts a message where its dashbot_timestamp says', async () => {
    const time = Date.now() - 86_400_000
    await running.post('incoming', { ...hello, dashbot_timestamp: time })
    expect(running.tracker.messages()[0]?.time).to.equal(time)
  })

  it('puts a message without one where the sender says that it was captured', async () => {
    const time = Date.now() - 4_000
    const headers = { 'dashbot-timestamp': String(time) }
    await running.post('incoming', hello, { headers })
    await running.post('incoming', { ...hello, userId: 'bob', dashbot_timestamp: time - 1 }, { headers })
    expect(running.tracker.messages().map((message) => message.time)).to.deep.equal([time - 1, time])
  })

  describe('refuses with 400', () => {
    const cases: readonly (readonly [string, Record<string, string>, string, string])[] = [
      [
        'another platform',
        { platform: 'facebook' },
        'platform',
        'must be twitter: write platform=twitter in the address in place of platform=facebook',
      ],
      ['an unknown type', { type: 'sideways' }, 'type', 'must be incoming, outgoing or event'],
      ['an empty key', { apiKey: '' }, 'apiKey', 'is required'],
    ]
    for (const [title, query, path, message] of cases) {
      it(title, async () => {
        const { status, json } = await running.post('incoming', hello, { query })
        expect(status).to.equal(400)
        expect(json).to.deep.equal(refused([path, message]))
      })
    }

    it('a request without a query, naming all that lacks', async () => {
      const response = await fetch(`${running.url}/track`, { method: 'POST', body: '{}' })
      expect(response.status).to.equal(400)
      expect(await response.json()).to.deep.equal(
        refused(
          ['platform', 'must be twitter'],
          ['type', 'must be incoming, outgoing or event'],
          ['apiKey', 'is required'],
        ),
      )
    })

    for (const body of ['', '{', '{"text":"a","userId":"b"', 'text=a', '\u0000']) {
      it(`a body that is not JSON: ${JSON.stringify(body)}`, async () => {
        const { status, json } = await running.post('incoming', body)
        expect(status).to.equal(400)
        expect(json).to.deep.equal(refused(['', 'the body must be valid JSON']))
      })
    }

    it('every wrong field, with its path', async () => {
      const body = {
        text: 7,
        intent: { inputs: [{ name: 'city' }] },
        images: [{}],
        postback: { buttonClick: 'x' },
      }
      const { status, json } = await running.post('outgoing', body)
      expect(status).to.equal(400)
      expect((json as { errors: { path: string }[] }).errors.map(({ path }) => path)).to.have.members([
        'text',
        'userId',
        'intent.name',
        'intent.inputs[0].value',
        'images[0].url',
        'postback.buttonClick',
      ])
    })

    it('a message where an event is announced', async () => {
      const { status, json } = await running.post('event', hello)
      expect(status).to.equal(400)
      expect(json).to.have.nested.property('errors[0].path', 'type')
    })

    for (const body of ['null', '[]', '"text"', '17']) {
      it(`${body} for a message`, async () => {
        expect((await running.post('incoming', body)).status).to.equal(400)
      })
    }

    it('an Idempotency-Key that is too long', async () => {
      const headers = { 'idempotency-key': 'k'.repeat(256) }
      const { status, json } = await running.post('incoming', hello, { headers })
      expect(status).to.equal(400)
      expect(json).to.deep.equal(refused(['idempotency-key', 'must have 1 to 255 characters']))
    })

    for (const time of ['soon', '-1', '1.5', '']) {
      it(`a Dashbot-Timestamp that is no time: ${JSON.stringify(time)}`, async () => {
        const headers = { 'dashbot-timestamp': time }
        const { status, json } = await running.post('incoming', hello, { headers })
        expect(status).to.equal(400)
        expect(json).to.deep.equal(refused(['dashbot-timestamp', 'must be ms since the epoch']))
      })
    }

    afterEach(() => expect(stored()).to.deep.equal([]))
  })

  it('takes JSON with a charset, and refuses any other type with 415', async () => {
    const send = (type: string) => running.post('incoming', hello, { headers: { 'content-type': type } })
    expect((await send('Application/JSON; charset=utf-8')).status).to.equal(200)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      const { status, json } = await send(type)
      expect(status).to.equal(415)
      expect(json).to.deep.equal(refused(['content-type', 'must be application/json']))
    }
  })

  it('refuses 10 MB with 413, and goes on', async () => {
    const { status, json } = await running.post('incoming', { ...hello, text: 'x'.repeat(10 * 1024 * 1024) })
    expect(status).to.equal(413)
    expect(json).to.deep.equal(refused(['', 'the body must have at most 1048576 bytes']))
    expect((await running.post('incoming', hello)).status).to.equal(200)
  })

  /** A request whose body comes in chunks, without a Content-Length. */
  const chunked = () =>
    request(`${running.url}/track?platform=twitter&v=1&type=incoming&apiKey=K`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    })

  it('takes a body of unknown length', async () => {
    const sending = chunked()
    sending.write('{"text":"hello",')
    sending.end('"userId":"ann"}')
    const [response] = await once(sending, 'response')
    response.resume()
    expect(response.statusCode).to.equal(200)
    expect(stored()).to.deep.equal([hello])
  })

  it('refuses a body of unknown length as soon as it is too long', async () => {
    const sending = chunked().on('error', () => {})
    sending.write('x'.repeat(2 * 1024 * 1024))
    const [response] = await once(sending, 'response')
    expect(response.statusCode).to.equal(413)
    sending.destroy()
  })

  it('bears a sender that breaks off', async () => {
    const sending = request(`${running.url}/track?platform=twitter&v=1&type=incoming&apiKey=K`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '100' },
    })
    sending.on('error', () => {})
    sending.write('{"text":')
    await once(sending, 'socket').then(([socket]) => once(socket, 'connect'))
    sending.destroy()
    expect((await running.post('incoming', hello)).status).to.equal(200)
    expect(stored()).to.have.length(1)
  })

  it('answers another method with 405', async () => {
    const response = await running.get('/track')
    expect(response.status).to.equal(405)
    expect(response.headers.get('allow')).to.equal('POST')
    expect(await response.json()).to.deep.equal(refused(['', 'must be a POST request']))
  })

  it('stores each of 1,000 requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) =>
        running.post('incoming', { text: `message ${n}`, userId: `user ${n % 10}` }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]))
    const texts = running.tracker.messages({ limit: 2_000 }).map(({ payload }) => payload.text)
    expect(new Set(texts).size).to.equal(1_000)
    expect(texts).to.have.length(1_000)
    expect(running.tracker.summary()).to.include({ incoming: 1_000, users: 10, sessions: 10 })
  })
})

describe('POST /track with apiKeys', () => {
  let running: RunningTracker

  before(async () => {
    running = await RunningTracker.start({ apiKeys: ['first', 'second'] })
  })

  after(() => running.close())

  it('takes what comes with one of them', async () => {
    for (const apiKey of ['first', 'second']) {
      expect((await running.post('incoming', hello, { query: { apiKey } })).status).to.equal(200)
    }
  })

  it('refuses any other with 401', async () => {
    const { status, json } = await running.post('incoming', hello, { query: { apiKey: 'third' } })
    expect(status).to.equal(401)
    expect(json).to.deep.equal(refused(['apiKey', 'is not one of the keys of this tracker']))
  })

  it('takes them from any host', async () => {
    const host = { host: 'tracker.example.com' }
    const sending = request(`${running.url}/track?platform=twitter&v=1&type=incoming&apiKey=first`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...host },
    }).end(JSON.stringify(hello))
    const [response] = await once(sending, 'response')
    response.resume()
    expect(response.statusCode).to.equal(200)
  })
})
