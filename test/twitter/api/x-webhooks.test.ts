import { expect } from 'chai'
import { FakeX } from '../../../src/testing'
import { type TwitterApiError, XWebhooks } from '../../../src/twitter'
import { crcAnswer, crcToken } from '../../../src/twitter/webhook/crc'
import { caught } from '../support/caught'
import { WebhookServer } from '../support/webhook-server'

const URL_OF_BOT = 'https://bot.example/webhook'

describe('XWebhooks', () => {
  let x: FakeX
  let server: WebhookServer
  let webhooks: XWebhooks

  beforeEach(async () => {
    x = await FakeX.start({ retryDelaysMs: [1] })
    server = await WebhookServer.listen((request, response) => {
      const token = crcToken(request.url)
      response.end(token === undefined ? '' : JSON.stringify(crcAnswer(x.consumerSecret, token)))
    })
    x.route('https://bot.example', new URL(server.url).origin)
    webhooks = new XWebhooks({ ...x.keys, agent: x.agent })
  })

  afterEach(async () => {
    await x.close()
    await server.close()
  })

  const reasonOf = async (work: Promise<unknown>) => ((await caught(work)) as TwitterApiError).reason

  it('registers, subscribes, checks, unsubscribes and removes', async () => {
    const { id, valid, createdAt } = await webhooks.register(URL_OF_BOT)
    expect(valid).to.equal(true)
    expect(Number.isNaN(Date.parse(createdAt ?? ''))).to.equal(false)
    await webhooks.subscribe(id)
    await webhooks.subscribe(id)
    expect(await webhooks.isSubscribed(id)).to.equal(true)
    expect(await webhooks.subscriptionCount()).to.deep.equal({ subscribed: 1, limit: 15 })
    await webhooks.unsubscribe(id, x.botId)
    await webhooks.unsubscribe(id, x.botId)
    expect(await webhooks.isSubscribed(id)).to.equal(false)
    await webhooks.remove(id)
    expect(await webhooks.list()).to.deep.equal([])
  })

  it('subscribes to event types of the X Activity API, and ends that', async () => {
    const { id } = await webhooks.register(URL_OF_BOT)
    await webhooks.subscribeToActivity(id, x.botId, 'dm.received')
    const [subscription] = await webhooks.activitySubscriptions()
    expect(subscription).to.include({ eventType: 'dm.received', userId: x.botId, webhookId: id })
    expect(await x.receive({ from: '42', text: 'hi' })).to.include({ status: 200 })
    await webhooks.unsubscribeFromActivity(subscription?.id ?? '')
    expect(await webhooks.activitySubscriptions()).to.deep.equal([])
  })

  it('uses a bearer token that is given, and says when it is wrong', async () => {
    const wrong = new XWebhooks({ ...x.keys, bearerToken: 'stale', agent: x.agent })
    expect(await caught(wrong.list())).to.include({ status: 401 })
    const right = new XWebhooks({ ...x.keys, bearerToken: 'fake-bearer-token', agent: x.agent })
    expect(await right.list()).to.deep.equal([])
  })

  it('names the reason of a refusal', async () => {
    expect(await reasonOf(webhooks.validate('404'))).to.equal('WebhookIdInvalid')
    expect(await reasonOf(webhooks.subscribe('404'))).to.equal('WebhookIdInvalid')
    expect(await reasonOf(webhooks.subscribeToActivity('404', x.botId, 'dm.sent'))).to.equal(
      'WebhookIdInvalid',
    )
    expect(await reasonOf(webhooks.unsubscribeFromActivity('404'))).to.equal('SubscriptionNotFound')
    const hour = 3_600_000
    const span = { from: new Date(Date.now() - hour), to: new Date(Date.now() - hour / 2) }
    expect(await reasonOf(webhooks.replay('404', span))).to.equal('WebhookIdInvalid')
    const { id } = await webhooks.register(URL_OF_BOT)
    const reversed = { from: span.to, to: span.from }
    expect(await reasonOf(webhooks.replay(id, reversed))).to.equal('QueryParamInvalid')
    const old = { from: new Date(Date.now() - 48 * hour), to: span.to }
    expect(await reasonOf(webhooks.replay(id, old))).to.equal('QueryParamInvalid')
  })

  it('runs one replay at a time', async () => {
    const { id } = await webhooks.register(URL_OF_BOT)
    await webhooks.subscribe(id)
    const span = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() - 600_000) }
    const answers = await Promise.allSettled([webhooks.replay(id, span), webhooks.replay(id, span)])
    expect(answers.filter(({ status }) => status === 'fulfilled')).to.not.have.length(0)
    await x.whenReplayed()
  })

  for (const option of ['appKey', 'appSecret', 'accessToken', 'accessSecret'] as const) {
    it(`names ${option} where it is missing`, () => {
      expect(() => new XWebhooks({ ...x.keys, [option]: '' }))
        .to.throw(Error)
        .with.property('option', option)
    })
  }
})
