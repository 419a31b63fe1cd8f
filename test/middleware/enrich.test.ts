import { expect } from 'chai'
import { DashbotClient, DashbotMiddleware, MemoryTransport, trackEvent, xUserOf } from '../../src'
import { BareAdapter, bareAdapter, directMessage, userId } from '../support/direct-messages'

const user = { id: userId, name: 'Ann Example', screen_name: 'ann_x', followers_count: 3 }

describe("DashbotMiddleware's enrich option", () => {
  it('adds fields to each message, and its conversationId to events', async () => {
    const { adapter, recording } = bareAdapter({
      enrich: (activity, direction) => ({
        conversationId: 'support-1',
        sessionId: 's1',
        platformUserJson: { tier: 'gold' },
        own: `${direction} ${activity.type}`,
      }),
    })
    await adapter.run(directMessage('hi'), async (context) => {
      await context.sendActivity('hello')
      trackEvent(context, { type: 'customEvent', name: 'e' })
    })
    const [incoming, outgoing, event] = recording.captured.map(({ payload }) => payload)
    const added = { conversationId: 'support-1', sessionId: 's1', platformUserJson: { tier: 'gold' } }
    expect(incoming).to.deep.include({ text: 'hi', ...added, own: 'incoming message' })
    expect(outgoing).to.deep.include({ text: 'hello', ...added, own: 'outgoing message' })
    expect(event).to.deep.equal({ type: 'customEvent', name: 'e', userId, conversationId: 'support-1' })
    expect(recording.captured.map(({ conversation }) => conversation)).to.deep.equal(Array(3).fill(userId))
  })

  it('adds its conversationId to events before the first message, and without any', async () => {
    const { adapter, recording } = bareAdapter({
      enrich: ({ type, conversation }) => ({ conversationId: `${type} in ${conversation?.id}` }),
    })
    const reference = { channelId: 'twitter', user: { id: userId, name: '' }, conversation: { id: 'dm' } }
    const event = (name: string) => ({ type: 'customEvent', name }) as const
    await adapter.continueConversation(reference as never, async (context) => {
      trackEvent(context, event('early'))
      await context.sendActivity('news')
      trackEvent(context, { ...event('elsewhere'), conversationId: 'its own' })
    })
    await adapter.continueConversation(reference as never, async (context) => {
      for (const name of ['one', 'two']) trackEvent(context, event(name))
    })
    const ids = recording.captured.map(({ payload }) => [
      payload.text ?? payload.name,
      payload.conversationId,
    ])
    expect(ids).to.deep.equal([
      ['early', 'message in dm'],
      ['news', 'message in dm'],
      ['elsewhere', 'its own'],
      ['one', 'event in dm'],
      ['two', 'event in dm'],
    ])
  })

  it('keeps the conversation of events where the bot writes to somebody else', async () => {
    const { adapter, recording } = bareAdapter({
      enrich: ({ conversation }) => ({ conversationId: `CRM ${conversation?.id}` }),
    })
    await adapter.run(directMessage('hi'), async (context) => {
      trackEvent(context, { type: 'customEvent', name: 'e' })
      context.onSendActivities((_context, [activity], next) => {
        Object.assign(activity ?? {}, { recipient: { id: 'bob' }, conversation: { id: 'bob' } })
        return next()
      })
      await context.sendActivity('psst')
    })
    const ids = recording.captured.map(({ payload }) => payload.conversationId)
    expect(ids).to.deep.equal([`CRM ${userId}`, `CRM ${userId}`, 'CRM bob'])
  })

  for (const [name, channelData] of [
    [
      'the Account Activity API',
      { for_user_id: 'bot', users: { [userId]: user }, direct_message_events: [] },
    ],
    [
      'the X Activity API',
      { data: { payload: { users: { [userId]: { data: user } }, direct_message_events: [] } } },
    ],
  ] as const) {
    it(`takes X's own record of the user from a webhook of ${name}`, async () => {
      const { adapter, recording } = bareAdapter({
        enrich: (activity) => ({ platformUserJson: xUserOf(activity) }),
      })
      await adapter.run({ ...directMessage('hi'), channelData }, async (context) => {
        await context.sendActivity('hello')
      })
      expect(recording.messages('incoming')[0]?.platformUserJson).to.deep.equal(user)
      expect(recording.messages('outgoing')[0]).not.to.have.property('platformUserJson')
    })
  }

  for (const [enrich, what] of [
    [async () => ({}), 'a promise'],
    [() => Promise.reject(new Error('late')), 'a promise that rejects'],
    [() => 'text', 'a string'],
    [() => [], 'a list'],
  ] as const) {
    it(`is reported once where it returns ${what}, and adds nothing`, async () => {
      const { adapter, recording } = bareAdapter({ enrich: enrich as never })
      await adapter.run(directMessage('hi'), async (context) => {
        await context.sendActivity('hello')
      })
      expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing hello'])
      expect(recording.errors.map((error) => Object(error).message)).to.deep.equal([
        `The enrich option returned ${what.replace(' that rejects', '')}, and nothing is added: return an object of fields`,
      ])
    })
  }

  it('costs nothing but its fields where it throws', async () => {
    const { adapter, recording } = bareAdapter({
      enrich: () => {
        throw new Error('no profile')
      },
    })
    await adapter.run(directMessage('hi'), async () => {})
    expect(recording.lines).to.deep.equal(['incoming hi'])
    expect(recording.failures).to.deep.equal(['The enrich option failed, and nothing was added to a message'])
  })

  it('changes neither text nor user, and says so', async () => {
    const { adapter, recording } = bareAdapter({
      enrich: () => ({ text: 'other', userId: 'other', sessionId: 's' }) as never,
    })
    await adapter.run(directMessage('hi'), async () => {})
    expect(recording.messages('incoming')[0]).to.deep.include({ text: 'hi', userId, sessionId: 's' })
    expect(recording.errors.map((error) => Object(error).message)).to.deep.equal([
      'The enrich option returned text, which stays as it is: change texts in a beforeSend hook',
      'The enrich option returned userId, which stays as it is: use the userId option',
    ])
  })

  it('loses a field that Dashbot would refuse, and the message goes', async () => {
    const transport = new MemoryTransport()
    const errors: string[] = []
    const client = new DashbotClient({ transport, onError: ({ message }) => errors.push(message) })
    const adapter = new BareAdapter()
    adapter.use(
      new DashbotMiddleware(client, {
        enrich: () => ({ sessionId: 7, conversationId: 8, platformUserJson: 'Ann', fine: true }) as never,
      }),
    )
    await adapter.run(directMessage('hi'), async () => {})
    await client.close()
    const [payload] = transport.envelopes.map((envelope) => envelope.payload)
    expect(payload).to.include({ text: 'hi', conversationId: '8', fine: true })
    expect(payload).not.to.have.any.keys('sessionId', 'platformUserJson')
    expect(errors).to.deep.equal([
      'A part of an incoming message was left out: platformUserJson must be an object; ' +
        'sessionId must be a string',
    ])
  })

  it('lets a field whose getter throws cost that field', async () => {
    const transport = new MemoryTransport()
    const errors: string[] = []
    const client = new DashbotClient({ transport, onError: ({ message }) => errors.push(message) })
    const adapter = new BareAdapter()
    const fields = {
      get sessionId(): string {
        throw new Error('no session')
      },
      platformUserJson: { plan: 'free' },
    }
    adapter.use(new DashbotMiddleware(client, { enrich: () => fields }))
    await adapter.run(directMessage('hi'), async () => {})
    await client.close()
    expect(transport.envelopes[0]?.payload).to.deep.include({
      text: 'hi',
      platformUserJson: { plan: 'free' },
    })
    expect(errors).to.deep.equal([
      'What the enrich option returned as sessionId was left out: Error: no session',
    ])
  })
})
