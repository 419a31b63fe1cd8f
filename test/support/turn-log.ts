import { readFileSync } from 'node:fs'
import { expect } from 'chai'

interface Line {
  readonly run: string
  readonly what: string
  readonly user: string
  readonly number: number
  readonly attempt: number
}

/** What bots noted of their turns: `RUN start|end USER NUMBER ATTEMPT`, one a line. */
export class TurnLog {
  readonly #lines: readonly Line[]

  constructor(path: string) {
    this.#lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => /^\S+ (?:start|end) \S+ \d+ \d+$/.test(line))
      .map((line) => {
        const [run = '', what = '', user = '', number, attempt] = line.split(' ')
        return { run, what, user, number: Number(number), attempt: Number(attempt) }
      })
  }

  /** `user number` of the turns that came to an end. */
  get ended(): Set<string> {
    return new Set(this.#of('end').map(({ user, number }) => `${user} ${number}`))
  }

  /** How many turns began for an event that an earlier one had begun for. */
  get again(): number {
    const starts = this.#of('start')
    return starts.length - new Set(starts.map(({ user, number }) => `${user} ${number}`)).size
  }

  /** Each conversation's turns are in order, and only the last one of a killed run begins again, marked. */
  expectOrderAndMarks(): void {
    const last = new Map<string, Line>()
    for (const line of this.#of('start')) {
      const before = last.get(line.user)
      last.set(line.user, line)
      if (before === undefined) continue
      const where = `${before.run} ${before.number} -> ${line.run} ${line.number} of ${line.user}`
      if (line.number === before.number) {
        expect(line.run, where).to.not.equal(before.run)
        expect(line.attempt, where).to.equal(before.attempt + 1)
      } else expect(line.number, where).to.equal(before.number + 1)
    }
  }

  #of(what: string): readonly Line[] {
    return this.#lines.filter((line) => line.what === what)
  }
}
