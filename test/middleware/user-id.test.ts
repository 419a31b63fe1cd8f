import { expect } from 'chai'
import { trackEvent } from '../../src'
import type { ActivityLike } from '../../src/mapping/activity-like'
import { bareAdapter, botId, directMessage, userId } from '../support/direct-messages'

type UserId = (activity: ActivityLike, direction: 'incoming' | 'outgoing') => string | undefined

async function reported(userIdOption: unknown) {
  const { adapter, recording } = bareAdapter({ userId: userIdOption as UserId })
  await adapter.run(directMessage('hi'), async (context) => {
    await context.sendActivity('hello')
    trackEvent(context, { type: 'customEvent', name: 'e' })
  })
  return {
    ids: recording.captured.map(({ payload }) => payload.userId),
    lanes: recording.captured.map(({ conversation }) => conversation),
    userIds: recording.captured.map(({ userIds }) => userIds),
    errors: recording.errors.map((error) => Object(error).message),
  }
}

describe("DashbotMiddleware's userId option", () => {
  const oneDirection: Readonly<Record<string, UserId>> = {
    incoming: (_activity, direction) => (direction === 'incoming' ? 'crm-7' : undefined),
    outgoing: (_activity, direction) => (direction === 'outgoing' ? 'crm-7' : undefined),
    both: () => 'crm-7',
  }
  for (const [direction, option] of Object.entries(oneDirection)) {
    it(`holds for the whole turn where it answers for ${direction}`, async () => {
      const { ids, lanes, userIds, errors } = await reported(option)
      expect(ids).to.deep.equal(Array(3).fill('crm-7'))
      expect(lanes).to.deep.equal(Array(3).fill(userId))
      expect(userIds).to.deep.equal(Array(3).fill([userId]))
      expect(errors).to.deep.equal([])
    })
  }

  for (const [option, remedy] of [
    [() => botId, 'the user is activity.from there'],
    [({ from }: ActivityLike) => from?.id, 'the user is activity.recipient there'],
    [() => 42, 'a number: return a string'],
    [async () => 'crm-7', 'a promise: return the id itself'],
    [() => ({ id: 'crm-7' }), 'a value of type object: return a string'],
  ] as const) {
    it(`is reported, and not used, where it returns ${remedy.split(':')[0]}`, async () => {
      const { ids, errors } = await reported(option)
      expect(ids).to.deep.equal(Array(3).fill(userId))
      expect(errors[0]).to.include('The userId option returned').and.to.include(remedy)
    })
  }

  for (const empty of [undefined, null, '']) {
    it(`leaves the activity's user where it returns ${JSON.stringify(empty)}`, async () => {
      const { ids, errors } = await reported(() => empty)
      expect(ids).to.deep.equal(Array(3).fill(userId))
      expect(errors).to.deep.equal([])
    })
  }

  it('is reported where it names two users in one turn', async () => {
    const { ids, errors } = await reported((_activity: ActivityLike, direction: string) => `crm-${direction}`)
    expect(ids).to.deep.equal(Array(3).fill('crm-incoming'))
    expect(errors).to.have.length(1)
    expect(errors[0]).to.include('return the same user for both')
  })

  it('names the cause where it throws', async () => {
    const { adapter, recording } = bareAdapter({
      userId: () => {
        throw new Error('no database')
      },
    })
    await adapter.run(directMessage('hi'), async () => {})
    expect(recording.failures).to.deep.equal([
      'The userId option failed, and the activity’s user is reported',
    ])
    expect(recording.errors.map(String)).to.deep.equal(['Error: no database'])
    expect(recording.captured[0]?.payload.userId).to.equal(userId)
  })
})

describe("DashbotMiddleware: a turn's user", () => {
  it('has text for an id, whatever the adapter gives', async () => {
    const { adapter, recording } = bareAdapter()
    const numeric = { ...directMessage('hi'), from: { id: 42 }, conversation: { id: 7 } }
    await adapter.run(numeric as never, async (context) => {
      await context.sendActivity('hello')
      trackEvent(context, { type: 'customEvent', name: 'e' })
    })
    expect(recording.errors).to.deep.equal([])
    expect(recording.captured.map(({ payload }) => payload.userId)).to.deep.equal(['42', '42', '42'])
    expect(recording.captured.map(({ conversation }) => conversation)).to.deep.equal(['42', '42', '42'])
    expect(recording.captured[2]?.payload.conversationId).to.equal('7')
  })

  it('is another for a message that goes to somebody else, with a lane of its own', async () => {
    const { adapter, recording } = bareAdapter()
    await adapter.run(directMessage('forward this'), async (context) => {
      adapter.answer = async ([activity]) => {
        Object.assign(activity ?? {}, { recipient: { id: 'a colleague', name: 'Bob' } })
        return []
      }
      await context.sendActivity('for you')
    })
    expect(recording.captured[1]).to.deep.include({
      conversation: 'a colleague',
      userIds: ['a colleague'],
      names: ['Bob'],
    })
    expect(recording.captured[1]?.payload.userId).to.equal('a colleague')
  })

  it('is known by all ids and names that the activity gives', async () => {
    const { adapter, recording } = bareAdapter()
    const channelData = { event: { message_create: { sender_id: '99', message_data: { text: 'hi' } } } }
    const from = { id: userId, name: 'Ann Example', aadObjectId: 'aad-1' }
    await adapter.run({ ...directMessage('hi'), from, channelData }, async (context) => {
      trackEvent(context, { type: 'customEvent', name: 'e' })
    })
    for (const captured of recording.captured) {
      expect(captured).to.deep.include({ userIds: [userId, '99', 'aad-1'], names: ['Ann Example'] })
    }
    expect(recording.captured).to.have.length(2)
  })

  it('has the conversation for a lane on channels with groups', async () => {
    const { adapter, recording } = bareAdapter({ channels: ['*'] })
    const inGroup = { ...directMessage('hi'), channelId: 'msteams', conversation: { id: 'group' } }
    await adapter.run(inGroup as never, async (context) => {
      await context.sendActivity('hello')
      trackEvent(context, { type: 'customEvent', name: 'e' })
    })
    expect(recording.captured.map(({ conversation }) => conversation)).to.deep.equal(Array(3).fill('group'))
  })
})
