import type { ServerResponse } from 'node:http'
import { expect } from 'chai'
import { FakeX, type FakeXOptions } from '../../../src/testing'
import { crcAnswer, crcToken, isSigned, TwitterAdapter, TwitterApiClient } from '../../../src/twitter'
import { caught } from '../../twitter/support/caught'
import { WebhookServer } from '../../twitter/support/webhook-server'

describe('FakeX', () => {
  let x: FakeX
  let server: WebhookServer
  let adapter: TwitterAdapter
  let turns: string[]

  async function start(options?: FakeXOptions): Promise<void> {
    x = await FakeX.start(options)
    const client = new TwitterApiClient({ ...x.keys, agent: x.agent })
    adapter = new TwitterAdapter({ consumerSecret: x.consumerSecret, client })
    turns = []
    server = await WebhookServer.listen((request, response) => {
      void adapter.process(request, response, async (context) => {
        const { activity } = context
        turns.push(activity.name ?? activity.text)
        if (activity.type === 'message') await context.sendActivity(`You said ${activity.text}`)
      })
    })
    await x.connect(server.url)
  }

  afterEach(async () => {
    await x.close()
    await server?.close()
  })

  for (const envelope of ['account-activity', 'x-activity'] as const) {
    it(`carries a conversation with a bot, both ways, in the envelope ${envelope}`, async () => {
      await start({ envelope })
      expect(await x.receive({ from: '42', text: 'a < b & c' })).to.deep.equal({ status: 200, attempts: 1 })
      await adapter.whenIdle()
      await x.whenEchoed()
      await x.writeAsAgent({ to: '42', text: 'A person here' })
      await adapter.whenIdle()
      expect(turns).to.deep.equal(['a < b & c', 'echo'])
      expect(x.sent).to.have.length(1)
      expect(x.sent[0]).to.deep.include({ recipientId: '42', data: { text: 'You said a < b & c' } })
    })
  }

  it('delivers no echoes where echoes is false', async () => {
    await start({ echoes: false })
    await x.receive({ from: '42', text: 'hi' })
    await adapter.whenIdle()
    await x.whenEchoed()
    expect(turns).to.deep.equal(['hi'])
  })

  it('names the user as given', async () => {
    x = await FakeX.start()
    const bodies: string[] = []
    server = await WebhookServer.listen(async (request, response) => {
      if (request.method === 'GET') return answerChallenge(x, request.url ?? '', response)
      for await (const chunk of request) bodies.push(String(chunk))
      response.end()
    })
    await x.connect(server.url)
    await x.receive({ from: { id: '7', name: 'Seven', screen_name: 'seven' }, text: 'hi' })
    expect(JSON.parse(bodies.join('')).users[7].name).to.equal('Seven')
  })

  it('refuses a webhook that does not answer the challenge', async () => {
    x = await FakeX.start()
    server = await WebhookServer.listen((_request, response) => response.end('{}'))
    expect(await caught(x.connect(server.url)))
      .to.have.property('message')
      .that.matches(/challenge/)
    expect(await caught(x.receive({ from: '42', text: 'hi' })))
      .to.have.property('message')
      .that.matches(/connect/)
  })

  it('delivers again, with the same signature, until the webhook answers with 200', async () => {
    x = await FakeX.start({ retryDelaysMs: [1, 1, 1] })
    const answers = [500, undefined, 302, 200]
    const signed: boolean[] = []
    server = await WebhookServer.listen(async (request, response) => {
      if (request.method === 'GET') return answerChallenge(x, request.url ?? '', response)
      let body = ''
      for await (const chunk of request) body += chunk
      signed.push(isSigned([x.consumerSecret], body, request.headers['x-twitter-webhooks-signature']))
      const status = answers.shift()
      if (status === undefined) request.socket.destroy()
      else response.writeHead(status).end()
    })
    await x.connect(server.url)
    expect(await x.receive({ from: '42', text: 'hi' })).to.deep.equal({ status: 200, attempts: 4 })
    expect(signed).to.deep.equal([true, true, true, true])
  })

  it('gives up after the last try', async () => {
    x = await FakeX.start({ retryDelaysMs: [1] })
    server = await WebhookServer.listen((request, response) => {
      if (request.method === 'GET') return answerChallenge(x, request.url ?? '', response)
      response.writeHead(404).end()
    })
    await x.connect(server.url)
    expect(await x.deliver({})).to.deep.equal({ status: 404, attempts: 2 })
  })

  it('ends a delivery that waits when it is closed', async () => {
    x = await FakeX.start()
    server = await WebhookServer.listen((request, response) => {
      if (request.method === 'GET') return answerChallenge(x, request.url ?? '', response)
      response.writeHead(500).end()
    })
    await x.connect(server.url)
    const delivery = x.deliver('{}')
    await x.close()
    expect((await delivery).attempts).to.be.lessThan(3)
    x = await FakeX.start()
  })

  it('limits the rate of each endpoint, and reports it', async () => {
    await start({ echoes: false })
    x.limitRate({ requests: 1, windowMs: 60_000 })
    const client = new TwitterApiClient({ ...x.keys, agent: x.agent, maxRateLimitWaitMs: 0 })
    const other = new TwitterApiClient({ ...x.keys, agent: x.agent, maxRateLimitWaitMs: 0 })
    await client.sendTyping('42')
    await client.send({ recipientId: '42', text: 'hi' })
    expect(await caught(other.sendTyping('42'))).to.include({ status: 429, apiCode: 88 })
    x.limitRate(undefined)
    await new TwitterApiClient({ ...x.keys, agent: x.agent }).sendTyping('42')
    expect(x.requests.map(({ status }) => status)).to.deep.equal([204, 200, 429, 204])
  })

  it("refuses what is beyond X's limits", async () => {
    await start()
    const api = (path: string, body: object) =>
      fetch(x.url + path, {
        method: 'POST',
        headers: {
          authorization: `OAuth oauth_consumer_key="${x.keys.appKey}", oauth_token="${x.keys.accessToken}"`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      })
    const v1 = (message_data: object) =>
      api('/1.1/direct_messages/events/new.json', {
        event: { message_create: { target: { recipient_id: '42' }, message_data } },
      })
    const v2 = (body: object) => api('/2/dm_conversations/with/42/messages', body)
    const options = (count: number, label = 'x') => ({
      text: 'x',
      quick_reply: { options: Array(count).fill({ label }) },
    })
    const ctas = (count: number, label = 'x') => ({ text: 'x', ctas: Array(count).fill({ label }) })
    const refused = await Promise.all([
      v1({ text: 'x'.repeat(10_001) }),
      v1(options(21)),
      v1(options(1, 'x'.repeat(37))),
      v1(ctas(4)),
      v1(ctas(1, '')),
      v1({ attachment: { media: { id: '1' } } }),
      api('/1.1/direct_messages/events/new.json', {}),
      v2({}),
      v2({ text: 'x'.repeat(10_001) }),
      v2({ attachments: [{ media_id: '1' }] }),
      api('/2/media/upload/1/append', {}),
      api('/2/media/upload/1/finalize', {}),
      api('/1.1/statuses/update.json', {}),
    ])
    expect(refused.map(({ status }) => status)).to.deep.equal([403, ...Array(11).fill(400), 404])
    expect(x.sent).to.have.length(0)
  })
})

function answerChallenge(x: FakeX, url: string, response: ServerResponse): void {
  response.end(JSON.stringify(crcAnswer(x.consumerSecret, crcToken(url) ?? '')))
}
