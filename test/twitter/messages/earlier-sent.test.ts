import type { Activity } from 'botbuilder'
import { expect } from 'chai'
import { TwitterApiClient } from '../../../src/twitter'
import { adapterWith, signedCall } from '../support/called-adapter'
import { caught } from '../support/caught'
import { botId, messageBody, messageEvent } from '../support/events'

describe('a message that v2 takes in several parts, of which one fails', () => {
  let failure: Error

  beforeEach(() => {
    failure = new Error('no more')
  })

  /** Takes as many messages. */
  function adapterThatTakes(count: number) {
    let taken = 0
    const post = async () => {
      taken += 1
      if (taken > count) throw failure
      return { data: { data: { dm_event_id: `90${taken}` } }, headers: {} }
    }
    const nothing = { post, get: post, uploadMedia: async () => '' }
    return adapterWith({ client: new TwitterApiClient({ api: { v1: nothing, v2: nothing }, version: 'v2' }) })
  }
  const long: Partial<Activity> = {
    type: 'message',
    text: 'x'.repeat(9_995),
    suggestedActions: { to: [], actions: [{ type: 'imBack', title: 'An answer', value: 'a' }] },
  }

  it('is known to be sent in part, and its echo is not taken for a person’s', async () => {
    const { adapter, errors } = adapterThatTakes(1)
    const activity = { ...long }
    const sent = adapter.continueConversation(adapter.conversationWith('42'), async (context) => {
      await context.sendActivities([activity])
    })
    expect(await caught(sent)).to.equal(failure)
    const turns: unknown[] = []
    const echo = messageBody(messageEvent('x', { id: '901', from: botId, to: '42' }))
    await adapter.handle(signedCall(echo), async ({ activity: { name } }) => void turns.push(name))
    expect(turns).to.deep.equal([])
    expect(errors).to.deep.equal([])
  })

  it('has the parts that went out in channelData', async () => {
    const { adapter } = adapterThatTakes(1)
    let channelData: { direct_message_events?: { id: string }[] } | undefined
    await adapter.continueConversation(adapter.conversationWith('42'), async (context) => {
      context.onSendActivities(async (_context, [activity], next) => {
        try {
          return await next()
        } finally {
          channelData = activity?.channelData
        }
      })
      await caught(context.sendActivity(long))
    })
    expect(channelData?.direct_message_events?.map(({ id }) => id)).to.deep.equal(['901'])
  })

  it('says nothing of parts where the first one failed', async () => {
    const { adapter } = adapterThatTakes(0)
    const sent = adapter.continueConversation(adapter.conversationWith('42'), async (context) => {
      await context.sendActivity(long)
    })
    expect(await caught(sent)).to.equal(failure)
    expect(failure).to.not.have.property('earlier')
  })
})
