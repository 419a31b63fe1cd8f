import { expect } from 'chai'
import fc from 'fast-check'
import type { BeforeSend } from '../../src/client/before-send'
import { DashbotClient } from '../../src/client/client'
import { dropPlatformJson } from '../../src/privacy/drop-platform-json'
import { hashUserIds } from '../../src/privacy/hash-user-ids'
import { onlyUsers } from '../../src/privacy/only-users'
import { pseudonymize } from '../../src/privacy/pseudonymize'
import { redactText } from '../../src/privacy/redact-text'
import { sample } from '../../src/privacy/sample'
import { MemoryTransport } from '../../src/transports/memory'
import type { DashbotMessage } from '../../src/wire/types'
import { aboutPayload } from '../support/about'

const secret = 'a secret of enough length'

/** Long enough not to be met by chance, in every form that ids have. */
const id = fc.oneof(
  fc.uuid(),
  fc.bigInt({ min: 10_000_000n, max: 9_999_999_999_999_999_999n }).map(String),
  fc
    .tuple(fc.constantFrom('29:', 'crm-', 'u/', '(.*)', '[a-z]+|', '\\', '^$'), fc.uuid())
    .map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(...'\u00e9\u0436\u7528\u6237\u0627'), minLength: 6, maxLength: 12 }),
  fc.stringMatching(/^[A-Za-z0-9_-]{8,20}$/).filter((text) => /[A-Za-z0-9]/.test(text)),
)

/** Free JSON that mentions the id as value, as name, as number and in texts. */
const freeJson = (mention: string): fc.Arbitrary<object> =>
  fc.letrec<{ value: unknown; node: object }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(mention, `of ${mention}, and (${mention}).`, null, true, 7, 'text'),
      fc.constant(/^\d{1,15}$/.test(mention) ? Number(mention) : 0),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('node'),
    ),
    node: fc.dictionary(
      fc.constantFrom(mention, `x:${mention}`, 'id', 'user', 'sender_id', 'text'),
      tie('value'),
      {
        maxKeys: 4,
      },
    ),
  })).node

const hooks: Readonly<Record<string, BeforeSend>> = {
  redactText: redactText(),
  hashUserIds: hashUserIds(secret),
  pseudonymize: pseudonymize(secret),
  dropPlatformJson: dropPlatformJson(),
  onlyUsers: onlyUsers(() => true),
  sample: sample(1),
}

interface Case {
  readonly payload: DashbotMessage & { readonly platformJson: object }
  readonly ids: readonly string[]
}

const cases: fc.Arbitrary<Case> = fc.tuple(id, id).chain(([userId, other]) =>
  freeJson(other).map((platformJson) => ({
    ids: [userId, other],
    payload: {
      text: `I am ${userId}, also ${other}`,
      userId,
      conversationId: `${other}:9`,
      intent: { name: 'A', inputs: [{ name: 'who', value: userId }] },
      platformJson,
    },
  })),
)

function run(names: readonly string[], { payload, ids }: Case) {
  const about = aboutPayload(payload, { userIds: ids })
  let current: ReturnType<BeforeSend> = payload
  for (const name of names) if (current !== null) current = hooks[name]?.(current, about) ?? null
  return current
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Of the users of other messages, the hooks know no ids: what a message says of them is sent. */
const tellOfOneAnother = (given: readonly Case[]): boolean =>
  given.some(({ payload: { userId } }) =>
    given.some(
      ({ payload }) => payload.userId !== userId && JSON.stringify(payload).includes(inJson(userId)),
    ),
  )

const orders = fc
  .shuffledSubarray(Object.keys(hooks))
  .filter((names) => names.includes('hashUserIds') || names.includes('pseudonymize'))

describe('hooks in any order', () => {
  it('leave no id of the user, change nothing they are given, and never throw', () => {
    fc.assert(
      fc.property(cases, orders, (given, names) => {
        const before = structuredClone(given.payload)
        const sent = JSON.stringify(run(names, given))
        expect(given.payload).to.deep.equal(before)
        for (const known of given.ids) expect(sent).not.to.include(inJson(known))
      }),
      { numRuns: 300 },
    )
  })

  it('give the same when the list runs twice', () => {
    fc.assert(
      fc.property(cases, orders, (given, names) => {
        expect(run([...names, ...names], given)).to.deep.equal(run(names, given))
      }),
      { numRuns: 200 },
    )
  })

  it('lose no message of a client', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cases, { minLength: 1, maxLength: 5 }), orders, async (given, names) => {
        fc.pre(!tellOfOneAnother(given))
        const transport = new MemoryTransport()
        const beforeSend = names.flatMap((name) => hooks[name] ?? [])
        const client = new DashbotClient({ transport, beforeSend })
        for (const { payload } of given) client.logIncoming(payload)
        const { delivered, dropped } = await client.close()
        expect({ delivered, dropped }).to.deep.equal({ delivered: given.length, dropped: 0 })
        const sent = JSON.stringify(transport.envelopes)
        for (const { payload } of given) expect(sent).not.to.include(inJson(payload.userId))
      }),
      { numRuns: 50 },
    )
  })
})
