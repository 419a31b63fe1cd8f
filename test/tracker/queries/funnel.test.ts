import { expect } from 'chai'
import type { FunnelBound, FunnelStep } from '../../../src/tracker/queries/funnel'
import { readFunnel, readFunnelLeavers } from '../../../src/tracker/queries/funnel'
import { HOUR, MINUTE, NOON, StoredConversations } from './stored'

const SPAN = { from: NOON, to: NOON + HOUR }
const intent = (name: string): FunnelStep => ({ kind: 'intent', name })
const purchase: FunnelStep = { kind: 'event', type: 'revenueEvent', name: 'purchase' }

describe('readFunnel', () => {
  let stored: StoredConversations

  beforeEach(() => {
    stored = new StoredConversations()
  })

  afterEach(() => stored.close())

  const says = (user: string, name: string, time: number) =>
    stored.says(user, name, NOON + time, { intent: { name } })
  const users = (steps: readonly FunnelStep[]) =>
    readFunnel(stored.store, { scope: SPAN, steps }).map((step) => step.users)

  it('counts the users who passed the steps in their order', () => {
    says('ann', 'ASK', 1)
    says('ann', 'CHOOSE', 2)
    stored.pays('ann', 5, NOON + 3)
    says('bob', 'CHOOSE', 1)
    says('bob', 'ASK', 2)
    says('cem', 'ASK', 1)
    says('cem', 'CHOOSE', 2)
    expect(users([intent('ASK'), intent('CHOOSE'), purchase])).to.deep.equal([3, 2, 1])
  })

  it('counts a step that comes again only where it happened again', () => {
    says('ann', 'ASK', 1)
    stored.pays('ann', 5, NOON + 1)
    says('bob', 'ASK', 1)
    stored.pays('bob', 5, NOON + 1)
    says('bob', 'ASK', 2)
    stored.pays('bob', 5, NOON + 2)
    const again = [intent('ASK'), purchase, intent('ASK'), purchase]
    expect(users(again)).to.deep.equal([2, 2, 1, 1])
    expect(users([intent('ASK'), intent('ASK')])).to.deep.equal([2, 1])
  })

  it('says within which time half of the users came from the step before', () => {
    says('ann', 'ASK', 0)
    says('ann', 'CHOOSE', 1_000)
    says('bob', 'ASK', 0)
    says('bob', 'CHOOSE', 3_000)
    const counts = readFunnel(stored.store, { scope: SPAN, steps: [intent('ASK'), intent('CHOOSE')] })
    expect(counts.map(({ medianMs }) => medianMs)).to.deep.equal([undefined, 1_000])
  })

  it('counts passes within one session, or a time, alone, and tries each first step', () => {
    says('ann', 'ASK', 0)
    says('ann', 'CHOOSE', 10 * MINUTE)
    says('bob', 'ASK', 0)
    says('bob', 'ASK', 20 * MINUTE)
    says('bob', 'CHOOSE', 21 * MINUTE)
    const passed = (bound: FunnelBound) =>
      readFunnel(stored.store, { scope: SPAN, steps: [intent('ASK'), intent('CHOOSE')], bound }).map(
        (step) => step.users,
      )
    expect(passed('any')).to.deep.equal([2, 2])
    expect(passed('session')).to.deep.equal([2, 1])
    expect(passed(15 * MINUTE)).to.deep.equal([2, 2])
    expect(passed(5 * MINUTE)).to.deep.equal([2, 1])
  })

  it('counts apart who passed a step before a moment', () => {
    says('ann', 'ASK', 1)
    says('ann', 'CHOOSE', 3)
    says('bob', 'ASK', 5)
    const counts = readFunnel(stored.store, {
      scope: SPAN,
      steps: [intent('ASK'), intent('CHOOSE')],
      until: NOON + 3,
    })
    expect(counts.map(({ users, usersUntil }) => [users, usersUntil])).to.deep.equal([
      [2, 1],
      [1, 0],
    ])
  })

  it('lists who left after a step, the latest first, with the message or event that passed it', () => {
    says('ann', 'ASK', 1)
    says('ann', 'CHOOSE', 2)
    const asked = stored.says('bob', 'ASK', NOON + 3, { intent: { name: 'ASK' } })
    says('cem', 'ASK', 2)
    const query = { scope: SPAN, steps: [intent('ASK'), intent('CHOOSE'), purchase] }
    const left = (step: number) => readFunnelLeavers(stored.store, query, step)
    expect(left(0).map(({ user }) => user.userId)).to.deep.equal(['bob', 'cem'])
    expect(left(0)[0]).to.include({ kind: 'message', id: asked, time: NOON + 3 })
    expect(left(1).map(({ user }) => user.userId)).to.deep.equal(['ann'])
    expect(left(3)).to.deep.equal([])
    stored.pays('ann', 5, NOON + 3)
    expect(left(1)).to.deep.equal([])
    const bought = { scope: SPAN, steps: [purchase, intent('ASK')] }
    expect(readFunnelLeavers(stored.store, bought, 0)[0]).to.include({ kind: 'event', time: NOON + 3 })
  })

  it('wants the same step twice for two steps of it', () => {
    says('ann', 'ASK', 1)
    expect(users([intent('ASK'), intent('ASK')])).to.deep.equal([1, 0])
    says('ann', 'ASK', 2)
    expect(users([intent('ASK'), intent('ASK')])).to.deep.equal([1, 1])
  })

  it('leaves out what is outside of the span', () => {
    says('ann', 'ASK', -1)
    says('bob', 'ASK', 1)
    says('bob', 'CHOOSE', HOUR)
    expect(users([intent('ASK'), intent('CHOOSE')])).to.deep.equal([1, 0])
  })

  it('has nobody from a step on that was never seen', () => {
    says('ann', 'ASK', 1)
    expect(users([intent('ASK'), intent('NEVER'), intent('ASK')])).to.deep.equal([1, 0, 0])
    expect(users([intent('NEVER')])).to.deep.equal([0])
    expect(users([])).to.deep.equal([])
  })
})
