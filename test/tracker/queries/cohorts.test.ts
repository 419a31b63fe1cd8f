import { expect } from 'chai'
import { readBots } from '../../../src/tracker/queries/bots'
import { readCohorts } from '../../../src/tracker/queries/cohorts'
import { HOUR, NOON, StoredConversations } from './stored'

const DAY = 24 * HOUR
const DAYS = [0, 1, 2].map((day) => ({ from: NOON + day * DAY, to: NOON + (day + 1) * DAY }))

describe('readCohorts', () => {
  let stored: StoredConversations

  beforeEach(() => {
    stored = new StoredConversations()
  })

  afterEach(() => stored.close())

  it('counts of the new users of each period who wrote in it and in those after it', () => {
    for (const day of [0, 0.1, 1, 2]) stored.says('ann', 'hello', NOON + day * DAY)
    for (const day of [0, 2]) stored.says('bob', 'hello', NOON + day * DAY)
    stored.says('cem', 'hello', NOON + DAY)
    expect(readCohorts(stored.store, DAYS, undefined)).to.deep.equal([
      { users: 2, active: [2, 1, 2] },
      { users: 1, active: [1, 0] },
      { users: 0, active: [0] },
    ])
  })

  it('leaves out who was new before, and counts no answer of the bot as coming back', () => {
    stored.says('ann', 'hello', NOON - 1)
    stored.says('ann', 'hello', NOON)
    stored.says('bob', 'hello', NOON)
    stored.hears('bob', 'news', NOON + DAY)
    expect(readCohorts(stored.store, DAYS, undefined)[0]).to.deep.equal({ users: 1, active: [1, 0, 0] })
  })

  it('keeps bots apart', () => {
    stored.says('ann', 'hello', NOON)
    stored.of('other').says('bob', 'hello', NOON)
    stored.of('other').says('bob', 'hello', NOON + DAY)
    const active = readBots(stored.store).map(({ id }) => readCohorts(stored.store, DAYS, id)[0]?.active)
    expect(active).to.have.deep.members([
      [1, 0, 0],
      [1, 1, 0],
    ])
  })
})
