/** A payload as the tracker's `import` takes it. */
export type Tracked = TrackedMessage | TrackedEvent

export interface TrackedMessage {
  readonly type: 'incoming' | 'outgoing'
  /** ms since the epoch */
  readonly time: number
  readonly payload: Message
}

export interface TrackedEvent {
  readonly type: 'event'
  /** ms since the epoch */
  readonly time: number
  readonly payload: Event
}

export interface Message {
  readonly text: string
  readonly userId: string
  readonly intent?: Intent
  readonly images?: { url: string }[]
  readonly buttons?: { id: string; label: string; value: string }[]
  readonly postback?: { buttonClick: { buttonId: string } }
  readonly platformJson?: object
}

export interface Intent {
  readonly name: string
  readonly inputs?: { name: string; value: string }[]
  readonly confidence?: number
}

export type Event = { readonly name: string; readonly userId: string } & (
  | { readonly type: 'customEvent'; readonly extraInfo?: object }
  | { readonly type: 'revenueEvent'; readonly amount: number; readonly metadata?: object }
  | { readonly type: 'pageLaunchEvent'; readonly extraInfo?: object }
  | { readonly type: 'shareEvent'; readonly sharedMessage?: object }
  | { readonly type: 'referralEvent'; readonly ref?: string; readonly source?: string }
)
