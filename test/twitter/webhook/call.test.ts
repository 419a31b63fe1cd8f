import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import sinon from 'sinon'
import { type FetchRequest, SqliteInbox, sign, type WebhookCall } from '../../../src/twitter'
import { adapterWith, echo, header, signedCall } from '../support/called-adapter'
import { messageBody, messageEvent } from '../support/events'
import { secret } from '../support/webhook-server'

/** After that X takes the webhook for failed. */
const X_WAITS_MS = 10_000

/** As a test runner that isolates its tests has them. */
function inAnotherRealm(text: string): Uint8Array {
  return runInNewContext('Uint8Array.from(bytes)', { bytes: [...Buffer.from(text)] })
}

describe('handle', () => {
  const body = messageBody(messageEvent('hi 🐦', { id: '1' }))
  const text = JSON.stringify(body)
  const signature = sign(secret, text)

  const calls: Readonly<Record<string, Partial<WebhookCall>>> = {
    'a text': {},
    bytes: { body: Buffer.from(text) },
    'bytes of another realm': { body: inAnotherRealm(text) },
    'an ArrayBuffer of another realm': { body: inAnotherRealm(text).buffer as ArrayBuffer },
    'an ArrayBuffer': { body: new Uint8Array(Buffer.from(text)).buffer },
    'base64 that is flagged': { body: Buffer.from(text).toString('base64'), isBase64: true },
    'headers in lower case': { headers: { [header.toLowerCase()]: signature } },
    'headers in upper case': { headers: { [header.toUpperCase()]: signature } },
    'headers as lists': { headers: { [header]: [signature] } },
    Headers: { headers: new Headers({ [header]: signature }) },
    'the signature of OAuth 2.0': { headers: { 'X-Twitter-Webhooks-Signature-OAuth2': signature } },
    'a method in lower case': { method: 'post' },
    'a url with a host': { url: 'https://bot.example/webhook' },
  }
  for (const [name, more] of Object.entries(calls)) {
    it(`runs the turn before it resolves, given ${name}`, async () => {
      const { adapter, client } = adapterWith()
      const answer = await adapter.handle(signedCall(body, more), echo)
      expect(answer).to.deep.equal({ status: 200, headers: {}, body: '' })
      expect(client.sent.map((sent) => sent.text)).to.deep.equal(['You said: hi 🐦'])
    })
  }

  const refused: Readonly<Record<string, [Partial<WebhookCall>, number]>> = {
    'base64 that is not flagged': [{ body: Buffer.from(text).toString('base64') }, 401],
    'a text that is flagged as base64': [{ isBase64: true }, 401],
    'no signature': [{ headers: {} }, 401],
    'a signature that came twice': [{ headers: { [header]: [signature, signature] } }, 401],
    'a number for a body': [{ body: 5 as never }, 500],
    'a Blob for a body': [{ body: new Blob([text]) as never }, 500],
    'no body': [{ body: undefined }, 401],
    'no headers': [{ headers: undefined as never }, 401],
    'no method': [{ method: undefined as never }, 405],
    'a body that a parser read': [{ body: body as never }, 500],
    'a body that is too large': [signedCall('x'.repeat(1_048_577)), 413],
    HEAD: [{ method: 'HEAD' }, 405],
    OPTIONS: [{ method: 'OPTIONS' }, 405],
    'a challenge without a token': [{ method: 'GET', url: '/' }, 400],
  }
  for (const [name, [more, status]] of Object.entries(refused)) {
    it(`answers ${status} to ${name}`, async () => {
      const { adapter, client } = adapterWith()
      expect(await adapter.handle(signedCall(body, more), echo)).to.include({ status })
      expect(client.sent).to.deep.equal([])
    })
  }

  it('reports a body in base64 that is not flagged, with the remedy', async () => {
    const { adapter, errors } = adapterWith()
    const answer = await adapter.handle(
      signedCall(body, { body: Buffer.from(text).toString('base64') }),
      echo,
    )
    expect(answer.body).to.contain('isBase64: true')
    expect(errors.map(String)).to.have.length(1)
    expect(String(errors[0])).to.contain('isBase64: true')
  })

  it('reports nothing of a body that is not signed at all', async () => {
    const { adapter, errors } = adapterWith()
    for (const unsigned of ['aGVsbG8=', '', '{}', 'not base64 at all']) {
      await adapter.handle(signedCall(body, { body: unsigned }), echo)
    }
    expect(errors).to.deep.equal([])
  })

  it('answers the challenge of a URL object', async () => {
    const { adapter } = adapterWith()
    const url = new URL('https://bot.example/?crc_token=abc') as never
    const answer = await adapter.handle({ method: 'GET', url, headers: {} }, echo)
    expect(JSON.parse(answer.body)).to.deep.equal({ response_token: sign(secret, 'abc') })
  })

  for (const url of [
    '/webhook?crc_token=test%20token',
    'https://bot.example/?a=1&crc_token=test%20token',
    '?crc_token=test+token',
  ]) {
    it(`answers the challenge of ${url}`, async () => {
      const { adapter } = adapterWith({ consumerSecret: 'apiSecret' })
      const answer = await adapter.handle({ method: 'GET', url, headers: {} }, echo)
      expect(answer.status).to.equal(200)
      expect(answer.headers).to.deep.equal({ 'content-type': 'application/json' })
      expect(JSON.parse(answer.body)).to.deep.equal({
        response_token: 'sha256=O5hJl2njQRIa4vsumZ+3oom9ECR5m3aQLRZkPoYelp0=',
      })
    })
  }

  it('answers after turnTimeoutMs with the memory inbox, where a turn does not end', async () => {
    const { adapter } = adapterWith({ turnTimeoutMs: 50 })
    expect((await adapter.handle(signedCall(body), () => new Promise(() => {}))).status).to.equal(200)
  })

  it("answers within X's time with a durable inbox, where a turn does not end", async () => {
    const { adapter } = adapterWith({ inbox: new SqliteInbox({ path: ':memory:' }) })
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const answering = adapter.handle(signedCall(body), () => new Promise(() => {}))
      while (adapter.stats().running === 0) await new Promise(setImmediate)
      await clock.tickAsync(X_WAITS_MS - 1)
      expect((await answering).status).to.equal(200)
    } finally {
      clock.restore()
    }
    expect(adapter.stats()).to.include({ pending: 1, running: 1 })
    await adapter.close({ timeoutMs: 10 })
  })
})

describe('fetch', () => {
  const body = messageBody(messageEvent('hi 🐦', { id: '1' }))
  const text = JSON.stringify(body)
  const request = (content: string = text, headers: Record<string, string> = {}) =>
    new Request('https://bot.example/webhook', {
      method: 'POST',
      body: content,
      headers: { [header]: sign(secret, text), ...headers },
    })

  it('runs the turn before it resolves to a Response', async () => {
    const { adapter, client } = adapterWith()
    const response = await adapter.fetch(request(), echo)
    expect(response).to.be.instanceOf(Response)
    expect([response.status, await response.text()]).to.deep.equal([200, ''])
    expect(client.sent).to.have.length(1)
  })

  it('takes what has no stream for a body', async () => {
    const { adapter, client } = adapterWith()
    const plain: FetchRequest = {
      method: 'POST',
      url: '/webhook',
      headers: new Headers({ [header]: sign(secret, text) }),
      arrayBuffer: async () => new Uint8Array(Buffer.from(text)).buffer,
    }
    expect((await adapter.fetch(plain, echo)).status).to.equal(200)
    expect(client.sent).to.have.length(1)
  })

  it('answers the challenge', async () => {
    const { adapter } = adapterWith()
    const response = await adapter.fetch(new Request('https://bot.example/?crc_token=abc'), echo)
    expect(await response.json()).to.have.property('response_token', sign(secret, 'abc'))
  })

  it('answers 500 to a request whose body was read, and reports why', async () => {
    const { adapter, errors } = adapterWith()
    const used = request()
    await used.text()
    expect((await adapter.fetch(used, echo)).status).to.equal(500)
    expect(String(errors[0])).to.match(/raw bytes/)
  })

  it('answers 500 to a request whose body somebody else is reading, and reports why', async () => {
    const { adapter, errors } = adapterWith()
    const locked = request()
    locked.body?.getReader()
    expect((await adapter.fetch(locked, echo)).status).to.equal(500)
    expect(String(errors[0])).to.match(/raw bytes/)
  })

  for (const method of ['HEAD', 'OPTIONS']) {
    it(`answers 405 to ${method}, and names the methods that it takes`, async () => {
      const { adapter } = adapterWith()
      const response = await adapter.fetch(
        new Request('https://bot.example/?crc_token=abc', { method }),
        echo,
      )
      expect([response.status, response.headers.get('allow')]).to.deep.equal([405, 'GET, POST'])
    })
  }

  it('answers 413 to a body that is too large, announced or not', async () => {
    const { adapter } = adapterWith()
    expect((await adapter.fetch(request('x'.repeat(1_048_577)), echo)).status).to.equal(413)
    const announced = request(text, { 'content-length': '2000000' })
    expect((await adapter.fetch(announced, echo)).status).to.equal(413)
  })
})
