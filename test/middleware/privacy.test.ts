import { expect } from 'chai'
import fc from 'fast-check'
import {
  type BeforeSend,
  DashbotClient,
  DashbotMiddleware,
  dropPlatformJson,
  type Envelope,
  hashUserIds,
  pseudonymize,
  redactText,
  sample,
  trackEvent,
} from '../../src'
import { BareAdapter, directMessage } from '../support/direct-messages'

const SECRET = 'a secret of enough length'

/** Ids of all forms: UUIDs, hyphens, other scripts, numbers, characters of regular expressions. */
const id = fc.oneof(
  fc.uuid(),
  fc.bigInt({ min: 1_000_000n, max: 10n ** 18n }).map(String),
  fc.constantFrom('29:1abc_-x', 'crm-7-user', 'a.b+c*(d)[e]', 'Jürgen.Müller', '用户一二三四', '$&-id-$1'),
)

const ours: Readonly<Record<string, () => BeforeSend>> = {
  redactText: () => redactText(),
  sample: () => sample(1),
  dropPlatformJson: () => dropPlatformJson(),
  own: () => (payload) => ({ ...payload, own: true }),
}

const hooks = fc
  .tuple(fc.constantFrom('hashUserIds', 'pseudonymize'), fc.shuffledSubarray(Object.keys(ours)), fc.nat(4))
  .map(([hiding, others, place]) => {
    const hook = hiding === 'hashUserIds' ? hashUserIds(SECRET) : pseudonymize(SECRET)
    return others.map((name) => (ours[name] as () => BeforeSend)()).toSpliced(place, 0, hook)
  })

/** What a hostile bot or adapter puts beside what it should: it costs its place, and nothing else. */
const odd = fc.constantFrom<() => unknown>(
  () => new Date(0),
  () => 1n,
  () => ({
    get broken(): never {
      throw new Error('a getter')
    },
  }),
  () => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    return cycle
  },
  () => ({ toJSON: () => 'text' }),
)

/** Everything of an envelope that an outbox, Redis or a receiver sees, as it reads. */
function textsOf({ conversation, json }: Envelope): readonly string[] {
  const texts = [conversation]
  JSON.parse(json, (key, value) => {
    texts.push(key, String(value))
    return value
  })
  return texts
}

describe('DashbotMiddleware behind hooks that hide users', () => {
  it('leaves no id of the user in anything that is stored or sent, and loses or reorders nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        id,
        id,
        hooks,
        odd,
        fc.integer({ min: 1, max: 3 }),
        async (xId, ownId, beforeSend, part, turns) => {
          fc.pre(!xId.includes(ownId) && !ownId.includes(xId))
          const sent: Envelope[] = []
          const client = new DashbotClient({
            transport: { send: async (envelope) => void sent.push(envelope) },
            beforeSend,
            onError: () => {},
          })
          const adapter = new BareAdapter()
          adapter.use(new DashbotMiddleware(client, { userId: () => ownId }))
          for (let turn = 0; turn < turns; turn++) {
            const channelData = { direct: { sender: xId, list: [{ [xId]: ownId }] }, part: part() }
            await adapter.run(
              { ...directMessage(`question from ${xId}`, xId), channelData },
              async (context) => {
                trackEvent(context, {
                  type: 'customEvent',
                  name: 'e',
                  extraInfo: { by: xId, part: part() } as never,
                })
                await context.sendActivity(`answer for ${ownId}`)
              },
            )
          }
          const { delivered } = await client.close()
          expect(delivered).to.equal(3 * turns)
          expect(client.stats()).to.deep.include({ accepted: 3 * turns, pending: 0 })
          expect(sent.map(({ type }) => type)).to.deep.equal(
            Array(turns).fill(['incoming', 'event', 'outgoing']).flat(),
          )
          expect(new Set(sent.map(({ conversation }) => conversation)).size).to.equal(1)
          expect(new Set(sent.map(({ payload }) => payload.userId)).size).to.equal(1)
          for (const text of sent.flatMap(textsOf)) {
            expect(text.includes(xId) || text.includes(ownId), text).to.equal(false)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('names a lane alike in every process that has the secret, and otherwise without it', async () => {
    const laneBehind = async (beforeSend: BeforeSend): Promise<string | undefined> => {
      const sent: Envelope[] = []
      const client = new DashbotClient({
        transport: { send: async (envelope) => void sent.push(envelope) },
        beforeSend,
      })
      client.logIncoming({ text: 'hi', userId: '1234858592' })
      await client.close()
      return sent[0]?.conversation
    }
    const lanes = await Promise.all([
      laneBehind(hashUserIds(SECRET)),
      laneBehind(pseudonymize(SECRET)),
      laneBehind(hashUserIds('another secret of its length')),
      laneBehind((payload) => payload),
    ])
    expect(lanes[0]).to.equal(lanes[1])
    expect(new Set(lanes).size).to.equal(3)
    for (const lane of lanes) expect(lane).to.match(/^[0-9a-f]{32}$/)
  })

  it('samples a conversation whole, events and messages, where its id is not the user’s', async () => {
    const sent: Envelope[] = []
    const client = new DashbotClient({
      transport: { send: async (envelope) => void sent.push(envelope) },
      beforeSend: sample(0.5),
      onDrop: () => {},
    })
    const adapter = new BareAdapter()
    adapter.use(new DashbotMiddleware(client, { channels: ['*'] }))
    const conversations = 60
    for (let index = 0; index < conversations; index++) {
      const conversation = { id: `conversation-${index}`, name: '', isGroup: false, conversationType: '' }
      await adapter.run(
        { ...directMessage('hi', `user-${index}`), channelId: 'webchat', conversation },
        async (context) => {
          trackEvent(context, { type: 'customEvent', name: 'e' })
          await context.sendActivity('hello')
        },
      )
    }
    await client.close()
    const counts = new Map<string, number>()
    for (const { payload } of sent) counts.set(payload.userId, (counts.get(payload.userId) ?? 0) + 1)
    expect([...new Set(counts.values())]).to.deep.equal([3])
    expect(counts.size).to.be.within(15, 45)
  })

  it('gives hooks the names of a user from earlier messages', async () => {
    const names: (readonly string[])[] = []
    const client = new DashbotClient({
      transport: { send: async () => {} },
      beforeSend: (payload, about) => {
        names.push(about.names)
        return payload
      },
    })
    const adapter = new BareAdapter()
    adapter.use(new DashbotMiddleware(client))
    const users = { '42424242': { id: '42424242', name: 'Ann Example', screen_name: 'ann_x' } }
    const channelData = { for_user_id: '1', users, direct_message_events: [] }
    await adapter.run({ ...directMessage('hi', '42424242'), channelData }, async (context) => {
      await context.sendActivity('Hello Ann Example')
    })
    await adapter.run(directMessage('again', '42424242'), async () => {})
    await adapter.run(directMessage('hi', '43434343'), async () => {})
    await client.close()
    const known = ['Ann Example', 'ann_x']
    expect(names).to.deep.equal([known, known, known, []])
  })
})
