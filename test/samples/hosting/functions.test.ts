import https from 'node:https'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { expect } from 'chai'
import { FakeX } from '../../../src/testing'
import { sign } from '../../../src/twitter'
import { FakeTracker } from '../../support/fake-tracker'
import { messageBody, messageEvent } from '../../twitter/support/events'
import { AzureHost, type RpcHttp } from './azure-host'
import { payloadFormat1, payloadFormat2, type SentByX } from './lambda-events'
import { environmentFor, files, PageFolder } from './page'

type Fetch = (request: Request) => Promise<Response>
type LambdaHandler = (event: object) => Promise<APIGatewayProxyStructuredResultV2>

describe('a function of docs/hosting.md', () => {
  const agent = https.globalAgent
  let x: FakeX
  let folder: PageFolder
  let tracker: FakeTracker
  let messages = 0
  let reported = 0

  before(async () => {
    x = await FakeX.start({ echoes: false })
    tracker = await FakeTracker.start()
    Object.assign(process.env, environmentFor(x, tracker.url))
    https.globalAgent = x.agent
    folder = new PageFolder('functions').withoutInbox()
  })
  after(async () => {
    https.globalAgent = agent
    for (const name of Object.keys(environmentFor(x, tracker.url))) delete process.env[name]
    await x.close()
    await tracker.close()
    folder.remove()
  })
  beforeEach(() => {
    x.sent.splice(0)
    reported = tracker.accepted.length
  })

  const importFile = (name: string) => import(pathToFileURL(join(folder.path, name)).href)
  const challenge: SentByX = { method: 'GET', query: { crc_token: 'a b/+=' } }
  const challengeAnswer = () => JSON.stringify({ response_token: sign(x.consumerSecret, 'a b/+=') })
  /** What the bot answered, each with what its tracker had of it by then. */
  const texts = () => [
    ...x.sent.map(({ data }) => data.text),
    ...tracker.accepted.slice(reported).map(({ query }) => query.type),
  ]

  /** A message that X has not sent before. */
  function message(): { readonly method: 'POST'; readonly body: string; readonly signature: string } {
    const event = messageEvent('hi 🐦', { id: `${++messages}`, to: x.botId })
    const body = JSON.stringify({ ...messageBody(event), for_user_id: x.botId })
    return { method: 'POST', body, signature: sign(x.consumerSecret, body) }
  }

  describe('on Hono', () => {
    let fetch: Fetch
    before(async () => {
      const { default: app } = await importFile('hono.mjs')
      fetch = (request) => app.fetch(request)
    })

    it("has sent the bot's answer when it answers", async () => {
      const { body, signature } = message()
      const headers = { 'x-twitter-webhooks-signature': signature }
      const request = new Request('https://bot.example/webhook', { method: 'POST', body, headers })
      const response = await fetch(request)
      expect([response.status, texts()]).to.deep.equal([200, ['You said: hi 🐦', 'incoming', 'outgoing']])
    })

    it("answers X's challenge", async () => {
      const request = new Request(`https://bot.example/webhook?${new URLSearchParams(challenge.query)}`)
      const response = await fetch(request)
      expect([response.status, await response.text()]).to.deep.equal([200, challengeAnswer()])
    })
  })

  describe('on AWS Lambda', () => {
    const formats = {
      '1.0': (sent: SentByX) => payloadFormat1(sent),
      '1.0 in base64': (sent: SentByX) => payloadFormat1(sent, true),
      '2.0': (sent: SentByX) => payloadFormat2(sent),
      '2.0 in base64': (sent: SentByX) => payloadFormat2(sent, true),
    }
    let handler: LambdaHandler
    before(async () => {
      handler = (await importFile('lambda.mjs')).handler
    })

    for (const [name, eventOf] of Object.entries(formats)) {
      it(`has sent the bot's answer when it answers: payload format ${name}`, async () => {
        expect(await handler(eventOf(message()))).to.deep.equal({ statusCode: 200, headers: {}, body: '' })
        expect(texts()).to.deep.equal(['You said: hi 🐦', 'incoming', 'outgoing'])
      })

      it(`answers X's challenge: payload format ${name}`, async () => {
        expect(await handler(eventOf(challenge))).to.deep.equal({
          statusCode: 200,
          headers: { 'content-type': 'application/json' },
          body: challengeAnswer(),
        })
      })
    }

    it('refuses what is not signed', async () => {
      const { body } = message()
      expect(await handler(payloadFormat2({ method: 'POST', body }))).to.include({ statusCode: 401 })
    })
  })

  describe('on Azure Functions', () => {
    const url = 'https://bot.azurewebsites.net/api/webhook'
    let host: AzureHost
    before(async () => {
      host = new AzureHost()
      await importFile('azure.mjs')
    })
    after(() => host.close())

    const bodies: Readonly<Record<string, (body: string) => NonNullable<RpcHttp['body']>>> = {
      bytes: (body) => ({ bytes: Buffer.from(body) }),
      text: (string) => ({ string }),
    }
    for (const [name, bodyOf] of Object.entries(bodies)) {
      it(`has sent the bot's answer when it answers: a body of ${name}`, async () => {
        const { body, signature } = message()
        const nullableHeaders = { 'x-twitter-webhooks-signature': { value: signature } }
        const answer = await host.invoke('webhook', {
          method: 'POST',
          url,
          nullableHeaders,
          body: bodyOf(body),
        })
        expect([answer.statusCode, texts()]).to.deep.equal([
          '200',
          ['You said: hi 🐦', 'incoming', 'outgoing'],
        ])
      })
    }

    it("answers X's challenge", async () => {
      const query = new URLSearchParams(challenge.query)
      const answer = await host.invoke('webhook', { method: 'GET', url: `${url}?${query}` })
      expect(answer).to.deep.include({ statusCode: '200', headers: { 'content-type': 'application/json' } })
      expect(Buffer.from(answer.body?.bytes ?? []).toString()).to.equal(challengeAnswer())
    })

    it('refuses what is not signed', async () => {
      const { body } = message()
      const answer = await host.invoke('webhook', { method: 'POST', url, body: { string: body } })
      expect(answer.statusCode).to.equal('401')
    })
  })
})

describe('docs/hosting.md', () => {
  it('has no file without a test', () => {
    expect([...files.keys()]).to.have.members([
      'bot.mjs',
      'node-http.mjs',
      'express.mjs',
      'fastify.mjs',
      'koa.mjs',
      'restify.mjs',
      'bun.mjs',
      'azure.mjs',
      'lambda.mjs',
      'next.config.mjs',
      'app/webhook/route.js',
      'hono.mjs',
    ])
  })
})
