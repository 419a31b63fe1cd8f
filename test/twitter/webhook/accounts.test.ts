import { expect } from 'chai'
import { type DirectMessageClient, TurnError, TwitterAdapter } from '../../../src/twitter'
import { adapterWith, echo, signedCall } from '../support/called-adapter'
import { botId, messageEvent } from '../support/events'
import { RecordingClient } from '../support/recording-client'
import { secret } from '../support/webhook-server'

describe('an adapter for certain accounts', () => {
  const bodyFor = (account: string, id: string) => ({
    for_user_id: account,
    direct_message_events: [messageEvent('hi', { id, to: account })],
  })

  it('handles nothing that is for another account, and reports it once an account', async () => {
    const { adapter, client, errors } = adapterWith()
    for (const [account, id] of [
      ['77', '1'],
      ['77', '2'],
      ['88', '3'],
    ] as const) {
      expect((await adapter.handle(signedCall(bodyFor(account, id)), echo)).status).to.equal(200)
    }
    expect(client.sent).to.deep.equal([])
    expect(errors.map(String)).to.have.length(2)
    expect(errors[0]).to.be.instanceOf(TurnError)
    expect(String(errors[0])).to.include('77')
    expect(adapter.stats()).to.include({ otherAccounts: 3, handled: 0 })
  })

  it('sends for each account with its client', async () => {
    const [one, other]: RecordingClient[] = [new RecordingClient(), new RecordingClient()]
    const accounts = [
      { userId: '77', client: one as DirectMessageClient },
      { userId: '88', client: other as DirectMessageClient },
    ]
    const { adapter, client } = adapterWith({ accounts })
    for (const [index, account] of ['77', '88', botId].entries()) {
      await adapter.handle(signedCall(bodyFor(account, `${index}`)), echo)
    }
    expect([client.sent.length, one?.sent.length, other?.sent.length]).to.deep.equal([1, 1, 1])
    await adapter.continueConversation(adapter.conversationWith('42', '88'), async (context) => {
      await context.sendActivity('hello')
    })
    expect(other?.sent.at(-1)).to.deep.equal({ recipientId: '42', text: 'hello' })
  })

  it('has the account that took back its access as the bot', async () => {
    const { adapter } = adapterWith({ accounts: [{ userId: '77', client: new RecordingClient() }] })
    const seen: unknown[] = []
    const revoke = (id: string) => ({ date_time: '2026-05-24T09:48:12+00:00', source: { user_id: id } })
    for (const body of [
      { user_event: { revoke: revoke('77') } },
      { for_user_id: '77', user_event: { revoke: revoke('42') } },
    ]) {
      await adapter.handle(signedCall(body), async ({ activity }) => {
        seen.push([activity.value.userId, activity.recipient.id])
      })
    }
    expect(seen).to.deep.equal([
      ['77', '77'],
      ['42', '77'],
    ])
  })

  it('knows user and bot where the body does not say which account it is for', async () => {
    const accounts = [
      { userId: '77', client: new RecordingClient() },
      { userId: '88', client: new RecordingClient() },
    ]
    const seen: string[] = []
    const adapter = new TwitterAdapter({ consumerSecret: secret, accounts })
    const { direct_message_events } = bodyFor('88', '1')
    await adapter.handle(signedCall({ direct_message_events }), async ({ activity }) => {
      seen.push(`${activity.from.id} to ${activity.recipient.id}`)
    })
    expect(seen).to.deep.equal(['42 to 88'])
  })

  const client = new RecordingClient()
  const wrong: Readonly<Record<string, [object, RegExp]>> = {
    'neither client nor accounts': [{}, /client is missing/],
    'a client without userId beside accounts': [
      { client, accounts: [{ userId: '1', client }] },
      /userId is missing/,
    ],
    'an account twice': [
      {
        accounts: [
          { userId: '1', client },
          { userId: '1', client },
        ],
      },
      /each account once/,
    ],
    'an account without a client': [{ accounts: [{ userId: '1' }] }, /accounts\[0\].client is missing/],
  }
  for (const [name, [options, message]] of Object.entries(wrong)) {
    it(`refuses ${name}`, () => {
      expect(() => new TwitterAdapter({ consumerSecret: secret, ...options })).to.throw(message)
    })
  }
})
