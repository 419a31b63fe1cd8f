import { expect } from 'chai'
import { timeOf } from '../../../../src/tracker/store/ingest/arrival'
import { incoming, MINUTE, NOON_ISH } from './arrivals'

describe('timeOf', () => {
  const times: readonly (readonly [string, number | undefined, number])[] = [
    ['is the moment of arrival without a timestamp', undefined, NOON_ISH],
    ['is the timestamp', NOON_ISH - 30 * MINUTE, NOON_ISH - 30 * MINUTE],
    ['is a timestamp of years ago', Date.UTC(2017, 0, 1), Date.UTC(2017, 0, 1)],
    ['is whole', NOON_ISH - 0.5, NOON_ISH - 1],
    ["allows for a sender's clock that is ahead", NOON_ISH + 59 * MINUTE, NOON_ISH + 59 * MINUTE],
    ['is the moment of arrival where the timestamp lies in the future', NOON_ISH + 61 * MINUTE, NOON_ISH],
    ['is the moment of arrival where the timestamp is in seconds', NOON_ISH / 1_000, NOON_ISH],
    ['is the moment of arrival where the timestamp is before all bots', -1, NOON_ISH],
  ]
  for (const [title, dashbot_timestamp, expected] of times) {
    it(title, () => {
      expect(timeOf(incoming(NOON_ISH, { dashbot_timestamp }))).to.equal(expected)
    })
  }
})
