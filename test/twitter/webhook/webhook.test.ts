import { once } from 'node:events'
import { connect } from 'node:net'
import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import express from 'express'
import { sign, TwitterAdapter } from '../../../src/twitter'
import { botId, messageBody, messageEvent } from '../support/events'
import { RecordingClient } from '../support/recording-client'
import { secret, WebhookServer } from '../support/webhook-server'

type Logic = (context: TurnContext) => Promise<unknown>

describe('the webhook', () => {
  let adapter: TwitterAdapter
  let server: WebhookServer
  let texts: string[]
  let unheard: unknown[]
  const logic: Logic = async ({ activity }) => {
    texts.push(activity.text)
  }

  beforeEach(() => {
    texts = []
    unheard = []
    adapter = new TwitterAdapter({
      consumerSecret: [secret, 'older-secret'],
      userId: botId,
      client: new RecordingClient(),
      onError: (error) => unheard.push(error),
    })
  })

  afterEach(() => server.close())

  describe('answers', () => {
    beforeEach(async () => {
      server = await WebhookServer.listen(
        (request, response) => void adapter.process(request, response, logic),
      )
    })

    const body = JSON.stringify(messageBody(messageEvent('hi', { id: '1' })))
    const posts: readonly [name: string, body: string, headers: Record<string, string>, status: number][] = [
      [
        'a body signed with the older secret',
        body,
        { 'x-twitter-webhooks-signature': sign('older-secret', body) },
        200,
      ],
      ['a body of another content type', body, { 'content-type': 'text/plain' }, 200],
      ['an empty signature', body, { 'x-twitter-webhooks-signature': '' }, 401],
      ['a malformed signature', body, { 'x-twitter-webhooks-signature': 'sha256' }, 401],
      ['the signature of another body', body, { 'x-twitter-webhooks-signature': sign(secret, '{}') }, 401],
      ['a truncated body', body.slice(0, -1), { 'x-twitter-webhooks-signature': sign(secret, body) }, 401],
      ['a truncated body that is signed', body.slice(0, -1), {}, 400],
      ['an empty body that is signed', '', {}, 400],
      ['text that is signed', 'hello', {}, 400],
      ['a list that is signed', '[]', {}, 400],
      ['a body of unknown keys', '{"tweet_create_events":[{}],"new":1}', {}, 200],
      ['deep nesting', `{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`, {}, 200],
      ['a body of 1 MiB', `{"a":"${'x'.repeat(1_048_576 - 8)}"}`, {}, 200],
      ['a body of 1 MiB and a byte', `{"a":"${'x'.repeat(1_048_576 - 7)}"}`, {}, 413],
      ['a huge body', 'x'.repeat(8_000_000), {}, 413],
    ]
    for (const [name, content, headers, status] of posts) {
      it(`${status} to ${name}`, async () => {
        expect((await server.post(content, headers)).status).to.equal(status)
        await adapter.whenIdle()
        expect(texts).to.deep.equal(content === body && status === 200 ? ['hi'] : [])
        expect(unheard).to.deep.equal([])
      })
    }

    const requests: readonly [request: string, status: number][] = [
      ['GET /', 400],
      ['GET /?crc_token=a&crc_token=b', 400],
      ['GET /?crc_token=%7B%22direct_message_events%22%3A%5B%5D%7D', 400],
      ['PUT /', 405],
      ['DELETE /?crc_token=a', 405],
      ['HEAD /?crc_token=a', 405],
    ]
    for (const [request, status] of requests) {
      it(`${status} to ${request}`, async () => {
        const [method = '', path] = request.split(' ')
        const response = await fetch(server.url + path?.slice(1), { method })
        expect(response.status).to.equal(status)
        if (status === 405) expect(response.headers.get('allow')).to.equal('GET, POST')
      })
    }

    it('401 to a body that is signed twice, or not at all', async () => {
      const { port } = new URL(server.url)
      const header = `x-twitter-webhooks-signature: ${sign(secret, body)}\r\n`
      expect(await rawStatus(Number(port), header + header, body)).to.equal(401)
      expect(await rawStatus(Number(port), '', body)).to.equal(401)
      expect(await rawStatus(Number(port), header, body)).to.equal(200)
    })

    it('413 to a body without a length that does not end', async () => {
      const { port } = new URL(server.url)
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n')
      const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
      for (let count = 0; count < 20; count += 1) socket.write(chunk)
      const [answer] = await once(socket, 'data')
      socket.destroy()
      expect(String(answer)).to.match(/^HTTP\/1.1 413 /)
    })

    it('nothing to a sender who leaves, and is not troubled', async () => {
      const { port } = new URL(server.url)
      const socket = connect(Number(port), '127.0.0.1')
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"direct')
      await once(socket, 'connect')
      socket.destroy()
      expect((await server.post(body)).status).to.equal(200)
      await adapter.whenIdle()
      expect(texts).to.deep.equal(['hi'])
      expect(unheard).to.deep.equal([])
    })

    it('401 to a forged event that the challenge was to sign', async () => {
      const forgery = JSON.stringify(messageBody(messageEvent('forged')))
      const signed = await fetch(`${server.url}?crc_token=${encodeURIComponent(forgery)}`)
      expect(signed.status).to.equal(400)
      const { response_token = '' } = (await signed.json()) as { response_token?: string }
      const response = await server.post(forgery, { 'x-twitter-webhooks-signature': response_token })
      expect(response.status).to.equal(401)
      expect(texts).to.deep.equal([])
    })

    it('200 before the bot is done', async () => {
      await server.close()
      let open = () => {}
      const gate = new Promise<void>((resolve) => {
        open = resolve
      })
      server = await WebhookServer.listen((request, response) => {
        void adapter.process(request, response, async (context) => {
          await gate
          await logic(context)
        })
      })
      expect((await server.post(body)).status).to.equal(200)
      expect(texts).to.deep.equal([])
      open()
      await adapter.whenIdle()
      expect(texts).to.deep.equal(['hi'])
    })
  })

  it('says what is missing where a parser kept no raw bytes', async () => {
    const app = express().use(express.json())
    app.all('/twitter', (request, response) => adapter.process(request, response, logic))
    server = await WebhookServer.listen(app)
    const response = await server.post(messageBody(messageEvent('hi')))
    expect(response.status).to.equal(500)
    expect(await response.text()).to.match(/raw bytes.*verify/)
    expect(String(unheard[0])).to.match(/raw bytes.*verify/)
    expect(texts).to.deep.equal([])
  })

  it('refuses what is too long where a parser kept it', async () => {
    const app = express().use(express.text({ type: '*/*', limit: '2mb' }))
    app.all('/twitter', (request, response) => adapter.process(request, response, logic))
    server = await WebhookServer.listen(app)
    expect((await server.post('x'.repeat(1_048_577))).status).to.equal(413)
  })

  it('takes a request that something destroyed for one that was left', async () => {
    server = await WebhookServer.listen((request, response) => {
      request.destroy()
      void adapter.process(request, response, logic)
    })
    const failed = await server.post('{}').catch((error: unknown) => error)
    expect(failed).to.be.instanceOf(Error)
    expect(unheard).to.deep.equal([])
  })

  it('reports a failure of its own, and answers 500', async () => {
    server = await WebhookServer.listen((request, response) => {
      Object.defineProperty(request, 'rawBody', {
        get() {
          throw new Error('a hostile middleware')
        },
      })
      void adapter.process(request, response, logic)
    })
    expect((await server.post('{}')).status).to.equal(500)
    expect(unheard).to.have.length(1)
  })

  it('drops what X delivers again, and remembers no more than rememberedEvents', async () => {
    adapter = new TwitterAdapter({
      consumerSecret: secret,
      client: new RecordingClient(),
      rememberedEvents: 2,
    })
    server = await WebhookServer.listen((request, response) => void adapter.process(request, response, logic))
    const events = ['1', '2', '3'].map((id) => messageEvent(id, { id }))
    for (const event of [events[0], events[0], events[1], events[2], events[0], events[2]]) {
      expect((await server.post(messageBody(event ?? {}))).status).to.equal(200)
    }
    await adapter.whenIdle()
    expect(texts).to.deep.equal(['1', '2', '3', '1'])
  })

  for (const [options, names] of [
    [{}, ['echo']],
    [{ echoes: 'event' }, ['echo']],
    [{ echoes: 'drop' }, []],
    [{ appId: '8829219' }, []],
  ] as const) {
    it(`gives the bot ${names.length} events of an echo with ${JSON.stringify(options)}`, async () => {
      const given: (string | undefined)[] = []
      adapter = new TwitterAdapter({ consumerSecret: secret, client: new RecordingClient(), ...options })
      server = await WebhookServer.listen((request, response) => {
        void adapter.process(request, response, async ({ activity }) => given.push(activity.name))
      })
      const event = messageEvent('hi', { from: botId, to: '42' })
      Object.assign(event.message_create, { source_app_id: '8829219' })
      await server.post(messageBody(event))
      const typing = { sender_id: botId, target: { recipient_id: '42' }, created_timestamp: '1' }
      await server.post({ for_user_id: botId, direct_message_indicate_typing_events: [typing] })
      await adapter.whenIdle()
      expect(given).to.deep.equal(names)
    })
  }
})

/** Posts with the given header lines and nothing else, and gives the answer's status. */
async function rawStatus(port: number, headers: string, body: string): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`,
  )
  const [answer] = await once(socket, 'data')
  socket.destroy()
  return Number(/^HTTP\/1.1 (\d+)/.exec(String(answer))?.[1])
}
