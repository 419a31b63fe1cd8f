import { expect } from 'chai'
import type { BeforeSend } from '../../src/client/before-send'
import { DashbotClient } from '../../src/client/client'
import { onlyUsers } from '../../src/privacy/only-users'
import { redactText } from '../../src/privacy/redact-text'
import { MemoryTransport } from '../../src/transports/memory'

/** What is sent of one message, and what is reported; types do not keep everybody from the functions below. */
async function capture(beforeSend: BeforeSend) {
  const transport = new MemoryTransport()
  const errors: string[] = []
  const onError = ({ message }: Error): unknown => errors.push(message)
  const client = new DashbotClient({ transport, beforeSend, onError, onDrop: () => {} })
  client.logIncoming({ text: 'T-1234567890123, mail a@b.example.org', userId: 'ann' })
  await client.close()
  return { sent: transport.envelopes.length, dropped: client.stats().dropped.before_send, errors }
}

const confirming = (confirm: unknown): BeforeSend =>
  redactText({ patterns: [{ kind: 'ticket', pattern: /T-\d+/, confirm: confirm as never }] })

async function fail(): Promise<never> {
  throw new Error('no database')
}

describe('a function given to a hook that returns what it must not', () => {
  const cases: readonly (readonly [BeforeSend, string])[] = [
    [
      onlyUsers((async () => false) as never),
      'The predicate of onlyUsers returned a promise, and must be synchronous',
    ],
    [onlyUsers(fail as never), 'The predicate of onlyUsers returned a promise, and must be synchronous'],
    [
      confirming(() => true),
      'confirm of the pattern of kind ticket returned boolean, and must return a string',
    ],
    [
      confirming(() => {}),
      'confirm of the pattern of kind ticket returned undefined, and must return a string',
    ],
    [confirming(fail), 'confirm of the pattern of kind ticket returned a promise, and must be synchronous'],
    [
      redactText({ replacement: (() => null) as never }),
      'replacement of redactText returned null, and must return a string',
    ],
    [
      redactText({ replacement: fail as never }),
      'replacement of redactText returned a promise, and must be synchronous',
    ],
  ]
  for (const [hook, problem] of cases) {
    it(`drops the payload: ${problem}`, async () => {
      expect(await capture(hook)).to.deep.equal({
        sent: 0,
        dropped: 1,
        errors: [`${problem}; the payload was dropped`],
      })
    })
  }
})
