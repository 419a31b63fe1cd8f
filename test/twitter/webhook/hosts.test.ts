import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import express from 'express'
import { crcAnswer, sign, TwitterAdapter } from '../../../src/twitter'
import { botId, messageBody, messageEvent } from '../support/events'
import { RecordingClient } from '../support/recording-client'
import { secret, WebhookServer } from '../support/webhook-server'

type Logic = (context: TurnContext) => Promise<unknown>

/** Each way to serve the adapter, with the raw bytes left for it or kept by a parser. */
const hosts: Readonly<Record<string, (adapter: TwitterAdapter, logic: Logic) => Promise<WebhookServer>>> = {
  'node:http': (adapter, logic) =>
    WebhookServer.listen((request, response) => void adapter.process(request, response, logic)),
  Express: (adapter, logic) => {
    const app = express()
    app.all('/twitter', (request, response) => adapter.process(request, response, logic))
    return WebhookServer.listen(app)
  },
  'an Express router': (adapter, logic) => {
    const router = express.Router()
    router.use((request, response) => adapter.process(request, response, logic))
    return WebhookServer.listen(express().use('/twitter', router))
  },
  'Express with a parser that keeps the raw bytes': (adapter, logic) => {
    const keep = (request: IncomingMessage, _response: ServerResponse, raw: Buffer) =>
      Object.assign(request, { rawBody: raw })
    const app = express().use(express.json({ verify: keep, limit: '2mb' }))
    app.all('/twitter', (request, response) => adapter.process(request, response, logic))
    return WebhookServer.listen(app)
  },
  'Express with the raw parser': (adapter, logic) => {
    const app = express().use(express.raw({ type: '*/*', limit: '2mb' }))
    app.all('/twitter', (request, response) => adapter.process(request, response, logic))
    return WebhookServer.listen(app)
  },
}

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

  for (const [name, serve] of Object.entries(hosts)) {
    describe(`under ${name}`, () => {
      beforeEach(async () => {
        server = await serve(adapter, logic)
      })

      it('answers the challenge', async () => {
        const response = await fetch(`${server.url}?crc_token=test%20token&nonce=7`)
        expect(response.status).to.equal(200)
        expect(response.headers.get('content-type')).to.match(/^application\/json/)
        expect(await response.json()).to.deep.equal(crcAnswer(secret, 'test token'))
      })

      it('takes a signed body, byte for byte', async () => {
        const json = JSON.stringify(messageBody(messageEvent('ünïcödé 🙂'))).replace(
          '{',
          '{"n":12345678901234567890, ',
        )
        const body = json.replace('ü', '\\u00fc')
        expect((await server.post(body)).status).to.equal(200)
        await adapter.whenIdle()
        expect(texts).to.deep.equal(['ünïcödé 🙂'])
      })

      it('refuses one that is not', async () => {
        const body = messageBody(messageEvent('hi'))
        const response = await server.post(body, {
          'x-twitter-webhooks-signature': sign('other', JSON.stringify(body)),
        })
        expect(response.status).to.equal(401)
        await adapter.whenIdle()
        expect(texts).to.deep.equal([])
      })
    })
  }
})
