/** A dead letter of an inbox. */
export interface DeadEvent {
  readonly key: string
  readonly conversation: string
  readonly reason: string
  /** What the last turn failed with. */
  readonly error: string | undefined
  /** Turns begun; undefined for a record that is not an event. */
  readonly attempts: number | undefined
  /** ms since 1970. */
  readonly receivedAt: number
  /** ms since 1970. */
  readonly diedAt: number
  readonly event: unknown
}

/** Which dead letters; a field that is undefined excludes none. */
export interface DeadEventFilter {
  readonly reason?: string | undefined
  readonly key?: string | undefined
}

export interface WaitingEvents {
  readonly events: number
  /** When the oldest was received, in ms since 1970. */
  readonly oldest: number | undefined
}

/** Looks into a durable inbox from outside, also while bots use it. */
export interface InboxInspection {
  waiting(): WaitingEvents | Promise<WaitingEvents>
  /** Dead letters by reason. */
  deaths(): DeathCounts | Promise<DeathCounts>
  /** The newest ones, the newest first. */
  dead(filter: DeadEventFilter, limit: number): readonly DeadEvent[] | Promise<readonly DeadEvent[]>
  /** Puts dead letters behind the waiting events of their conversations, and returns how many. */
  retry(filter: DeadEventFilter): number | Promise<number>
  close(): void | Promise<void>
}

export type DeathCounts = readonly { readonly reason: string; readonly events: number }[]
