import { ShowTypingMiddleware, type TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { FakeX } from '../../../src/testing'
import {
  type DirectMessageClient,
  sign,
  TwitterAdapter,
  TwitterApiClient,
  TwitterApiError,
} from '../../../src/twitter'
import { retryAtOf } from '../../../src/twitter/api/retry-at'
import { until } from '../../support/until'
import { botId, messageBody, messageEvent } from '../support/events'
import { RecordingClient } from '../support/recording-client'

describe('indicators', () => {
  let client: RecordingClient
  let adapter: TwitterAdapter
  let errors: unknown[]

  const open = (given: DirectMessageClient) =>
    new TwitterAdapter({
      consumerSecret: 'secret',
      userId: botId,
      client: given,
      onError: (error) => errors.push(error),
    })
  const turn = (logic: (context: TurnContext) => Promise<unknown>) =>
    adapter.continueConversation(adapter.conversationWith('42'), async (context) => {
      await logic(context)
    })
  const typingAndAnswer = (context: TurnContext) =>
    context.sendActivities([{ type: 'typing' }, { type: 'message', text: 'answer' }])

  beforeEach(() => {
    errors = []
    client = new RecordingClient()
    adapter = open(client)
  })

  it('go out before the message that follows', async () => {
    const log: string[] = []
    client.sendTyping = async () => {
      await new Promise((resolve) => setImmediate(resolve))
      log.push('typing')
    }
    client.send = async () => {
      log.push('message')
      return { id: '1' }
    }
    await turn(typingAndAnswer)
    expect(log).to.deep.equal(['typing', 'message'])
  })

  for (const [name, activity] of [
    ['typing', { type: 'typing' }],
    ['a read receipt', { type: 'event', name: 'markRead', value: '7' }],
    ['a read receipt without an id', { type: 'event', name: 'markRead' }],
  ] as const) {
    it(`that fail do not keep a message back, and are reported: ${name}`, async () => {
      client.sendTyping = () => Promise.reject(new Error('refused'))
      client.markRead = () => Promise.reject(new Error('refused'))
      let responses: unknown
      await turn(async (context) => {
        responses = await context.sendActivities([activity, { type: 'message', text: 'answer' }])
      })
      expect(responses).to.deep.equal([{ id: '' }, { id: 'sent-1' }])
      expect(errors).to.have.length(1)
    })
  }

  it('that throw are reported', async () => {
    client.sendTyping = () => {
      throw new Error('no such method')
    }
    await turn(typingAndAnswer)
    expect(errors.map(String)).to.deep.equal(['Error: no such method'])
    expect(client.sent).to.have.length(1)
  })

  it('that fail outside of the turn are reported: those of ShowTypingMiddleware', async () => {
    client.sendTyping = () => Promise.reject(new Error('refused'))
    adapter.use(new ShowTypingMiddleware(1, 5))
    const body = JSON.stringify(messageBody(messageEvent('hi')))
    const headers = { 'x-twitter-webhooks-signature': sign('secret', body) }
    await adapter.handle({ method: 'POST', url: '/', headers, body }, async (context) => {
      await until('typing failed', () => errors.length > 0)
      await context.sendActivity('answer')
    })
    expect(String(errors[0])).to.equal('Error: refused')
    expect(client.sent).to.have.length(1)
  })

  it('that are late keep a message back no longer than a second', async () => {
    client.sendTyping = () => new Promise(() => {})
    await turn(typingAndAnswer)
    expect(client.sent).to.have.length(1)
    expect(errors).to.deep.equal([])
  })

  it('of an account without a client are reported', async () => {
    adapter = new TwitterAdapter({
      consumerSecret: 'secret',
      accounts: [{ userId: '1', client }],
      onError: (error) => errors.push(error),
    })
    await turn((context) => context.sendActivity({ type: 'typing' }))
    expect(String(errors[0])).to.match(/No client sends for/)
  })

  it('wait for no rate limit, and report one once', async () => {
    const x = await FakeX.start()
    const end = Math.ceil(Date.now() / 1_000) + 6
    const limited = { status: 429, headers: { 'x-rate-limit-reset': String(end) } }
    x.misbehave(limited)
    adapter = open(new TwitterApiClient({ ...x.keys, agent: x.agent }))
    await turn(typingAndAnswer)
    await turn(typingAndAnswer)
    const sentAt = Date.now()
    expect(x.sent).to.have.length(2)
    expect(sentAt).to.be.below(end * 1_000)
    await x.close()
    expect(errors).to.have.length(1)
    expect(errors[0]).to.be.instanceOf(TwitterApiError)
    expect(String(errors[0])).to.match(/Ask for it less often/)
    expect(retryAtOf(errors[0])).to.equal(end * 1_000)
  })
})
