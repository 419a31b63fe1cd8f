import type { JsonObject } from '../../internal/json'
import type { ChatKeyStore } from '../chat/key-store'

/** An event of X as an inbox keeps it: plain JSON throughout. */
export interface InboxEvent {
  /** The same for each delivery of the event, different for every other event. */
  readonly key: string
  /** The conversation: one lane, whose turns run one after the other. */
  readonly lane: string
  /** ms since 1970. */
  readonly receivedAt: number
  /** Of the shape of `event`. A process leaves events of a version that it does not know to newer ones. */
  readonly version: number
  readonly event: JsonObject
}

/** An event whose turn is to run now. */
export interface InboxTurn extends InboxEvent {
  /** Counts the turns begun for this event, this one included: more than 1 after a crash or a failed turn. */
  readonly attempt: number
  /** How many of its turns failed, as opposed to those that the end of a process interrupted. */
  readonly failures: number
}

/** Why an event is not handled: its turns failed or never came to an end, its version is unknown, or its record is damaged. */
export type DeadTurnReason = 'failed' | 'interrupted' | 'unknown_version' | 'damaged'

export type TurnOutcome =
  | { readonly kind: 'handled' }
  /** The turn failed: the lane is silent for the delay, also in the next process, then its head is given again. */
  | { readonly kind: 'retry'; readonly delayMs: number }
  /** The event becomes a dead letter, where the inbox keeps such. */
  | { readonly kind: 'dead'; readonly reason: DeadTurnReason; readonly error?: string | undefined }

/** What an inbox made of a webhook's events. */
export interface AddedEvents {
  /** Keys of events that were added before: these are not added again. */
  readonly known: readonly string[]
  /** Keys of events that are kept, and whose turns run in another process. */
  readonly elsewhere: readonly string[]
}

/** Keeps the id of the bot's app for all processes of the inbox, and the next ones. */
export interface AppIdStore {
  /** Undefined where there is none. A rejection makes the turn of the echo that is asked for run again. */
  read(): Promise<string | undefined>
  /** In place of the one that was kept. A rejection is ignored: the next process learns the id itself. */
  write(appId: string): Promise<void>
}

/** What an inbox reports to its adapter. */
export interface InboxHost {
  /** There may be a next turn, where `next` returned undefined before. */
  onReady(): void
  /** Another process runs the turns of these events now. */
  onReleased(keys: readonly string[]): void
  onError(error: unknown): void
}

export interface InboxLimits {
  /** An inbox that holds as many events takes no more. */
  readonly maxPendingEvents: number
  /** How long a turn may run, in ms: it is settled by then. */
  readonly turnTimeoutMs: number
}

/**
 * Keeps events between X's webhook and the end of their turns, in lanes: one conversation, one lane, in the order of
 * adding. One adapter uses it. `inboxContract` of `botbuilder-dashbot/testing` checks an implementation.
 */
export interface Inbox {
  /** true: events outlive the process. */
  readonly durable: boolean
  /** Events that this process is to handle: those that wait, and those whose turns run. */
  readonly size: number
  /** When the oldest of them was received, in ms since 1970; undefined where there is none. */
  readonly oldest: number | undefined
  /** Where an adapter with `chat` keeps the keys of encrypted conversations, encrypted. @default in memory */
  readonly keyStore?: ChatKeyStore
  /** Where an adapter keeps its app's id, which it learns from the first echo. @default in memory */
  readonly appIdStore?: AppIdStore
  /** Called once, before any other method. */
  open(host: InboxHost, limits: InboxLimits): void
  /**
   * Keeps a webhook's events, all or none of them. A durable inbox has them on its medium when the promise resolves:
   * X is answered after that. `full`: nothing was kept. A rejection: nothing was kept, as far as the inbox knows.
   */
  add(events: readonly InboxEvent[]): AddedEvents | 'full' | Promise<AddedEvents | 'full'>
  /** The head of a lane that has no running turn, or undefined. Lanes are served in turn. */
  next(): InboxTurn | undefined
  /** Ends a turn given by `next`. Ignored for every other. */
  settle(turn: InboxTurn, outcome: TurnOutcome): void
  /** A durable inbox keeps what is not settled. `size` is the number of events that were left. */
  close(): void | Promise<void>
}
