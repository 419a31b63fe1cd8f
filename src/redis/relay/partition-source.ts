import type { Outcome, Source, SourceHost } from '../../delivery/outbox'
import { type Envelope, restoreEnvelope } from '../../wire/envelope'
import type { LoadedEntry, OwnerHost, PartitionOwner, StoredEntry } from '../partitions'

const TYPES: readonly string[] = ['incoming', 'outgoing', 'event'] satisfies Envelope['type'][]

/** Feeds a delivery with the entries of the partitions that this process owns. */
export class PartitionSource implements Source {
  readonly durable = true
  readonly #create: (host: Omit<OwnerHost<Envelope>, 'onPause'>) => PartitionOwner<Envelope>
  readonly #inFlight = new Map<Envelope, LoadedEntry<Envelope>>()
  #owner: PartitionOwner<Envelope> | undefined
  /** How old the message was that was delivered last, in ms. */
  lagMs = 0

  /** @param create Called by `open`. */
  constructor(create: (host: Omit<OwnerHost<Envelope>, 'onPause'>) => PartitionOwner<Envelope>) {
    this.#create = create
  }

  get size(): number {
    return this.#owner?.size ?? 0
  }

  /** Once it is open. */
  get owner(): PartitionOwner<Envelope> {
    if (this.#owner === undefined) throw new Error('the source is not open')
    return this.#owner
  }

  open(host: SourceHost): number {
    this.#owner = this.#create({
      decode: toEnvelope,
      onArrived: (count) => host.onRestored(count),
      onLeft: (count, conversations) => host.onLeft(count, conversations),
      onRefused: (count) => host.onDrop('rejected', count),
      onReady: () => host.onReady(),
      onError: (error) => host.onError(error),
    })
    return 0
  }

  next(): Envelope | undefined {
    const loaded = this.#owner?.next()
    if (loaded === undefined) return undefined
    this.#inFlight.set(loaded.item, loaded)
    return loaded.item
  }

  signalOf(envelope: Envelope): AbortSignal | undefined {
    return this.#inFlight.get(envelope)?.lane.window.signal
  }

  settle(envelope: Envelope, outcome: Outcome): void {
    const loaded = this.#inFlight.get(envelope)
    if (loaded === undefined) return
    this.#inFlight.delete(envelope)
    if (outcome.kind === 'delivered') {
      this.lagMs = Math.max(0, Date.now() - envelope.capturedAt)
      this.#owner?.settle(loaded, { kind: 'done' })
    } else if (outcome.kind === 'retry') this.#owner?.settle(loaded, outcome)
    else this.#owner?.settle(loaded, { ...outcome, kind: 'dead' })
  }

  close(): void {
    this.#owner?.stop()
  }
}

function toEnvelope({ id, kind, conversation, at, body }: StoredEntry): Envelope | undefined {
  if (!isType(kind)) return undefined
  return restoreEnvelope({ id, type: kind, conversation, capturedAt: at, json: body })
}

const isType = (kind: string): kind is Envelope['type'] => TYPES.includes(kind)
