import type { Holding } from './holding'
import type { Beat, Membership } from './membership'

export interface SharesSettings<Item> {
  readonly membership: Membership
  /** How long a handover waits for what is in flight, in ms. */
  readonly handoverMs: number
  create(index: number, partitions: number): Holding<Item>
  /** A partition is this process's, or is again after its lease was in doubt. */
  onServed(holding: Holding<Item>): void
  /** A partition went elsewhere: nothing of it may be worked on any more. */
  onLost(holding: Holding<Item>): void
  onError(error: unknown): void
}

/** Keeps a fair share of the partitions: takes free ones, renews, and hands over what is too much. */
export class Shares<Item> {
  readonly holdings = new Map<number, Holding<Item>>()
  /** What the last beat said. */
  beat: Beat = { partitions: 0, share: 0, firstChoice: 0, pauseMs: 0 }
  /** How often a partition came or went. */
  changes = 0
  readonly #settings: SharesSettings<Item>
  /** The number of partitions that the holdings belong to. */
  #partitions = 0
  #isLeaving = false

  constructor(settings: SharesSettings<Item>) {
    this.#settings = settings
  }

  get owned(): readonly Holding<Item>[] {
    return [...this.holdings.values()].filter(({ isOwned }) => isOwned)
  }

  /**
   * One round: heard of, renewed, in balance. Leases are renewed also where nothing else works, as with a Redis that is
   * out of memory.
   * @throws where the beat fails
   */
  async turn(): Promise<void> {
    const beating = this.#settings.membership.beat()
    const due = this.owned.filter(({ lease }) => lease.isDue)
    const [beat] = await Promise.allSettled([beating, ...due.map((holding) => this.#take(holding))])
    if (beat.status === 'fulfilled') this.beat = beat.value
    await this.#balance()
    if (beat.status === 'rejected') throw beat.reason
  }

  /** Hands everything over, in flight or not. Resolves once that is done, as far as Redis answers. */
  async leave(): Promise<void> {
    this.#isLeaving = true
    await Promise.all([
      this.#settings.membership.leave().catch(this.#settings.onError),
      ...this.owned.map(async (holding) => {
        await holding.partition.confirm()
        await this.#release(holding)
      }),
    ])
  }

  /** Called when nothing of a holding is in flight any more. */
  async idle(holding: Holding<Item>): Promise<void> {
    if (holding.leavingSince === undefined || holding.inFlight > 0 || !holding.isOwned) return
    const isConfirmed = await holding.partition.confirm()
    if (isConfirmed && holding.leavingSince !== undefined && holding.inFlight === 0)
      await this.#release(holding)
  }

  /** The lease is about to end. */
  lose(holding: Holding<Item>): void {
    if (!holding.isOwned) return
    this.changes += 1
    holding.leavingSince = undefined
    holding.lease.end()
    this.#settings.onLost(holding)
  }

  async #balance(): Promise<void> {
    if (this.beat.partitions !== this.#partitions && this.owned.length === 0)
      this.#adopt(this.beat.partitions)
    const hasMoved = this.beat.partitions !== this.#partitions
    const share = hasMoved || this.#isLeaving ? 0 : this.beat.share
    const leaving = this.owned.filter(({ leavingSince }) => leavingSince !== undefined)
    const staying = this.#staying
    await Promise.all(leaving.map((holding) => this.#press(holding)))
    if (staying.length > share) {
      await Promise.all(staying.slice(share).map((holding) => this.#startLeaving(holding)))
    } else if (staying.length < share) {
      this.#keep(leaving.slice(0, share - staying.length))
      await this.#grow(share)
    }
  }

  get #staying(): readonly Holding<Item>[] {
    return this.owned.filter(({ leavingSince }) => leavingSince === undefined)
  }

  /** The holdings of another number of partitions are of no use any more. */
  #adopt(partitions: number): void {
    for (const { partition } of this.holdings.values()) partition.end()
    this.holdings.clear()
    this.#partitions = partitions
  }

  /** Keeps what was to be handed over. */
  #keep(leaving: readonly Holding<Item>[]): void {
    for (const holding of leaving) {
      if (!holding.isOwned) continue
      holding.leavingSince = undefined
      this.#settings.onServed(holding)
    }
  }

  async #grow(share: number): Promise<void> {
    const { partitions, firstChoice } = this.beat
    const indices = Array.from({ length: partitions }, (_, index) => (firstChoice + index) % partitions)
    const free = indices.map((index) => this.#holdingOf(index)).filter(({ isOwned }) => !isOwned)
    while (free.length > 0 && this.#staying.length < share && !this.#isLeaving) {
      const tried = free.splice(0, share - this.#staying.length)
      await Promise.all(tried.map((holding) => this.#take(holding)))
    }
  }

  #holdingOf(index: number): Holding<Item> {
    let holding = this.holdings.get(index)
    if (holding === undefined) {
      holding = this.#settings.create(index, this.#partitions)
      this.holdings.set(index, holding)
    }
    return holding
  }

  /** Takes or renews a lease, and opens or shuts the partition accordingly. */
  async #take(holding: Holding<Item>): Promise<void> {
    const { isOwned } = holding
    const wasHeld = holding.lease.isHeld
    try {
      const isHeld = await holding.lease.take()
      if (!isHeld) this.lose(holding)
      else if (!isOwned) this.#gain(holding)
      else if (!wasHeld && holding.isOwned) this.#settings.onServed(holding)
    } catch (error) {
      this.#settings.onError(error)
    }
  }

  #gain(holding: Holding<Item>): void {
    if (this.#isLeaving) {
      void holding.lease.release().catch(this.#settings.onError)
      return
    }
    this.changes += 1
    holding.partition.open()
    this.#settings.onServed(holding)
  }

  async #startLeaving(holding: Holding<Item>): Promise<void> {
    holding.leavingSince ??= performance.now()
    await this.idle(holding)
  }

  /** What is in flight is given up where the handover takes too long. */
  async #press(holding: Holding<Item>): Promise<void> {
    const sinceMs = performance.now() - (holding.leavingSince ?? performance.now())
    if (sinceMs > this.#settings.handoverMs) await this.#release(holding)
    else await this.idle(holding)
  }

  async #release(holding: Holding<Item>): Promise<void> {
    if (!holding.isOwned) return
    this.changes += 1
    holding.leavingSince = undefined
    this.#settings.onLost(holding)
    await holding.lease.release().catch(this.#settings.onError)
  }
}
