import assert from 'node:assert/strict'
import type { Inbox } from '../twitter/inbox/inbox'
import { durabilityChecks } from './inbox-checks/durability'
import { laneChecks } from './inbox-checks/lanes'
import { MAX_PENDING, RecordingInboxHost } from './inbox-checks/subject'
import type { ContractCheck } from './transport-contract'

/** An inbox for one check, not opened yet. */
export interface InboxUnderTest {
  readonly inbox: Inbox
  /** A second inbox on what the first one kept, after that was closed. Needed by the checks of durability. */
  reopen?(): Inbox | Promise<Inbox>
  /** Ends what was started for the test; inboxes are closed by the suite. */
  dispose?(): void | Promise<void>
}

export interface InboxContractOptions {
  /** Adds the checks of an inbox that outlives its process: `reopen` must be there. @default false */
  readonly durable?: boolean | undefined
}

/**
 * The promises that an inbox keeps, for any test runner: see `transportContract`.
 *
 * @param create Called for each check.
 */
export function inboxContract(
  create: () => InboxUnderTest | Promise<InboxUnderTest>,
  { durable = false }: InboxContractOptions = {},
): readonly ContractCheck[] {
  const chosen = durable ? { ...laneChecks, ...durabilityChecks } : laneChecks
  return Object.entries(chosen).map(([name, check]) => ({
    name,
    run: async () => {
      const subject = await create()
      const opened = [subject.inbox]
      const host = new RecordingInboxHost()
      try {
        subject.inbox.open(host, { maxPendingEvents: MAX_PENDING, turnTimeoutMs: 10_000 })
        await check({
          inbox: subject.inbox,
          host,
          reopen: async () => {
            await subject.inbox.close()
            const inbox = (await subject.reopen?.()) ?? assert.fail('this check needs reopen')
            opened.push(inbox)
            const another = new RecordingInboxHost()
            inbox.open(another, { maxPendingEvents: MAX_PENDING, turnTimeoutMs: 10_000 })
            return { inbox, host: another }
          },
        })
        assert.deepEqual(host.errors, [])
      } finally {
        for (const inbox of opened) await inbox.close()
        await subject.dispose?.()
      }
    },
  }))
}
