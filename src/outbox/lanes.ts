import { clearTimeout, setTimeout } from 'node:timers'
/** Where the lanes' messages are. */
export interface LaneSource<Head> {
  /** The next conversation that has messages, in the order of `compareKeys`. */
  after(conversation: string): string | undefined
  /** A lane's oldest message, where it may be sent now. */
  head(conversation: string): Head | undefined
}

/** How many lanes are remembered to be looked at, before all lanes are searched instead. */
const MAX_CANDIDATES = 10_000

/**
 * Chooses the lane that is served next, round robin. Only lanes in flight or silent are held in memory; the others
 * are looked for in the order of their keys, from where the last search ended. After a full circle
 * without a result the search stops: a lane that may have become ready is then a candidate.
 */
export class Lanes<Head> {
  readonly #source: LaneSource<Head>
  readonly #onReady: () => void
  readonly #inFlight = new Map<string, Head>()
  readonly #silent = new Map<string, NodeJS.Timeout>()
  readonly #candidates = new Set<string>()
  #cursor = ''
  #exhausted = false

  constructor(source: LaneSource<Head>, onReady: () => void) {
    this.#source = source
    this.#onReady = onReady
  }

  get inFlight(): Iterable<Head> {
    return this.#inFlight.values()
  }

  /** What `next` returned of the lane, until it is freed or silenced. */
  taken(conversation: string): Head | undefined {
    return this.#inFlight.get(conversation)
  }

  /** true: no lane is in flight or silent. */
  get isIdle(): boolean {
    return this.#inFlight.size === 0 && this.#silent.size === 0
  }

  next(): Head | undefined {
    return this.#nextCandidate() ?? this.#search()
  }

  /** The lane may have a message that is ready. */
  offer(conversation: string): void {
    if (!this.#exhausted || this.#isBusy(conversation)) return
    this.#candidates.add(conversation)
    if (this.#candidates.size > MAX_CANDIDATES) this.lookAgain()
  }

  /** The lane's message in flight is done with. */
  free(conversation: string): void {
    this.#inFlight.delete(conversation)
    this.offer(conversation)
  }

  /** Leaves the lane alone for a while. */
  silence(conversation: string, delayMs: number): void {
    this.#inFlight.delete(conversation)
    clearTimeout(this.#silent.get(conversation))
    const timer = setTimeout(() => {
      this.#silent.delete(conversation)
      this.offer(conversation)
      this.#onReady()
    }, delayMs)
    timer.unref()
    this.#silent.set(conversation, timer)
  }

  /** Messages were added without an `offer`. */
  lookAgain(): void {
    this.#exhausted = false
    this.#candidates.clear()
  }

  close(): void {
    for (const timer of this.#silent.values()) clearTimeout(timer)
    this.#silent.clear()
  }

  #isBusy(conversation: string): boolean {
    return this.#inFlight.has(conversation) || this.#silent.has(conversation)
  }

  #nextCandidate(): Head | undefined {
    for (const conversation of this.#candidates) {
      this.#candidates.delete(conversation)
      const head = this.#take(conversation)
      if (head !== undefined) return head
    }
    return undefined
  }

  #search(): Head | undefined {
    const start = this.#cursor
    let wrapped = false
    while (!this.#exhausted) {
      const conversation = this.#source.after(this.#cursor)
      if (conversation === undefined && !wrapped) {
        wrapped = true
        this.#cursor = ''
      } else if (conversation === undefined || (wrapped && compareKeys(conversation, start) > 0)) {
        this.#exhausted = true
      } else {
        this.#cursor = conversation
        const head = this.#take(conversation)
        if (head !== undefined) return head
      }
    }
    return undefined
  }

  #take(conversation: string): Head | undefined {
    if (this.#isBusy(conversation)) return undefined
    const head = this.#source.head(conversation)
    if (head !== undefined) this.#inFlight.set(conversation, head)
    return head
  }
}

/** The order in which SQLite compares text: by its UTF-8 bytes, which is that of the code points. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) {
    const [one, other] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (one !== other) return Math.sign(rank(one) - rank(other))
  }
  return Math.sign(a.length - b.length)
}

/** Of a UTF-16 unit. A half of a surrogate pair stands for a code point beyond all others. */
function rank(unit: number): number {
  const isHalf = unit >= 0xd800 && unit <= 0xdfff
  return isHalf ? unit + 0x10000 : unit
}
