import type { Outcome, Source, SourceHost } from '../../delivery/outbox'
import { type Envelope, SerializedEnvelope } from '../../wire/envelope'
import { isPayloadType, type PayloadType } from '../../wire/types'
import type { LoadedEntry, OwnerHost, PartitionOwner, StoredEntry } from '../partitions'

/** An envelope that knows where it came from: a map of those in flight would cost more than all else here. */
class RelayedEnvelope extends SerializedEnvelope {
  /** While it is in flight. */
  taken: LoadedEntry<RelayedEnvelope> | undefined

  constructor({ id, conversation, at, body }: StoredEntry, type: PayloadType) {
    super({ id, type, conversation, capturedAt: at, json: body })
    this.taken = undefined
  }
}

type Owner = PartitionOwner<RelayedEnvelope>
type CreateOwner = (host: Omit<OwnerHost<RelayedEnvelope>, 'onPause'>) => Owner

/** Feeds a delivery with the entries of the partitions that this process owns. */
export class PartitionSource implements Source {
  readonly durable = true
  readonly #create: CreateOwner
  #owner: Owner | undefined
  /** How old the message was that was delivered last, in ms. */
  lagMs = 0

  /** @param create Called by `open`. */
  constructor(create: CreateOwner) {
    this.#create = create
  }

  get size(): number {
    return this.#owner?.size ?? 0
  }

  /** Once it is open. */
  get owner(): Owner {
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
    const taken = this.#owner?.next()
    if (taken === undefined) return undefined
    taken.item.taken = taken
    return taken.item
  }

  signalOf(envelope: Envelope): AbortSignal | undefined {
    return envelope instanceof RelayedEnvelope ? envelope.taken?.lane.window.signal : undefined
  }

  settle(envelope: Envelope, outcome: Outcome): void {
    if (!(envelope instanceof RelayedEnvelope) || envelope.taken === undefined) return
    const { taken } = envelope
    envelope.taken = undefined
    if (outcome.kind === 'delivered') {
      this.lagMs = Math.max(0, Date.now() - envelope.capturedAt)
      this.#owner?.settle(taken, { kind: 'done' })
    } else if (outcome.kind === 'retry') this.#owner?.settle(taken, outcome)
    else this.#owner?.settle(taken, { ...outcome, kind: 'dead' })
  }

  close(): void {
    this.#owner?.stop()
  }
}

function toEnvelope(entry: StoredEntry): RelayedEnvelope | undefined {
  return isPayloadType(entry.kind) ? new RelayedEnvelope(entry, entry.kind) : undefined
}
