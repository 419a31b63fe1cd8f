import { DashbotError } from '../../errors'

/** So many mistakes are free. */
const FREE = 5
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000
/** An address that stopped guessing for this long begins again. */
const FORGET_MS = 15 * 60_000
/** Of more addresses than this, the one that guessed longest ago is forgotten. */
const MAX_ADDRESSES = 10_000

interface Guesser {
  readonly wrong: number
  readonly lastAt: number
}

/**
 * Counts wrong passwords by the address they come from. After the fifth, the next one is not even looked at before a
 * while is over, which doubles each time up to a minute.
 */
export class Guesses {
  readonly #onReport: (error: DashbotError) => void
  readonly #now: () => number
  readonly #guessers = new Map<string, Guesser>()

  constructor(onReport: (error: DashbotError) => void, now: () => number = Date.now) {
    this.#onReport = onReport
    this.#now = now
  }

  /** How long the address has to wait, in ms. */
  waitMs(address: string): number {
    const guesser = this.#guessers.get(address)
    if (guesser === undefined || guesser.wrong < FREE) return 0
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (guesser.wrong - FREE))
    return Math.max(0, guesser.lastAt + wait - this.#now())
  }

  /** A password was looked at. */
  note(address: string, isRight: boolean): void {
    const now = this.#now()
    const before = this.#guessers.get(address)
    this.#guessers.delete(address)
    if (isRight) return
    const isGoingOn = before !== undefined && now - before.lastAt < FORGET_MS
    const wrong = (isGoingOn ? before.wrong : 0) + 1
    this.#guessers.set(address, { wrong, lastAt: now })
    this.#forgetOldest()
    if (isWorthReport(wrong)) this.#report(address, wrong)
  }

  /** A map keeps the order in which its entries were set. */
  #forgetOldest(): void {
    if (this.#guessers.size <= MAX_ADDRESSES) return
    const [oldest] = this.#guessers.keys()
    if (oldest !== undefined) this.#guessers.delete(oldest)
  }

  #report(address: string, wrong: number): void {
    const message = `${wrong} wrong passwords for the tracker came from ${address}. Further ones have to wait.`
    this.#onReport(new DashbotError('ERR_DASHBOT_TRACKER', message))
  }
}

/** At the fifth, and whenever it became twice as many. */
function isWorthReport(wrong: number): boolean {
  return wrong % FREE === 0 && Number.isInteger(Math.log2(wrong / FREE))
}
