import { expect } from 'chai'
import {
  DamagedOutbox,
  expectSound,
  expectSoundInOrder,
  MESSAGES,
  PAGE_BYTES,
} from '../support/damaged-outbox'

/** Without it nothing says whose file it is. */
const FIRST_PAGE = 0
/** Of the messages' table. */
const ROOT_PAGE = 1

describe('An outbox whose file is damaged', () => {
  let damaged: DamagedOutbox

  beforeEach(() => {
    damaged = new DamagedOutbox()
  })

  afterEach(() => damaged.dispose())

  it('keeps what can be read whichever page is overwritten, and counts the rest', () => {
    for (let page = FIRST_PAGE + 1; page < damaged.sound.length / PAGE_BYTES; page++) {
      const content = Buffer.from(damaged.sound)
      content.fill(0xa5, page * PAGE_BYTES, (page + 1) * PAGE_BYTES)
      const outcome = damaged.deliver(damaged.write(content))
      const kept = expectSoundInOrder(outcome)
      expect(kept, `page ${page}`).to.be.at.least(page === ROOT_PAGE ? 0 : MESSAGES - 20)
      expect(outcome.accepted, `page ${page}`).to.equal(MESSAGES)
    }
  })

  it('keeps what can be read wherever the file ends', () => {
    for (let length = PAGE_BYTES; length < damaged.sound.length; length += 5_000) {
      const outcome = damaged.deliver(damaged.write(damaged.sound.subarray(0, length)))
      expect(expectSoundInOrder(outcome), `${length} bytes`).to.be.below(MESSAGES)
      expect(outcome.host.drops, `${length} bytes`).to.not.be.empty
    }
  })

  // A message that a damaged index hides is found by the repair, and comes late.
  it('delivers nothing that was not captured, and nothing twice, whatever bytes are overwritten', () => {
    let lost = 0
    for (let seed = 1; seed <= 150; seed++) {
      const content = Buffer.from(damaged.sound)
      for (let hit = 0; hit < 5; hit++) {
        const offset = (seed * 7_919 + hit * 104_729) % (content.length - 64)
        content.fill((seed * 31 + hit) % 256, offset, offset + 1 + ((seed + hit) % 64))
      }
      const outcome = damaged.deliver(damaged.write(content))
      const delivered = expectSound(outcome)
      for (const numbers of outcome.delivered.values()) {
        for (const number of numbers) expect(number).to.be.within(0, MESSAGES + 50 - 1)
      }
      lost += MESSAGES - delivered
    }
    console.log(
      `      150 files with 5 places overwritten: ${((lost / (150 * MESSAGES)) * 100).toFixed(1)} % lost`,
    )
  })
})
