import type { Job } from 'bullmq'
import { type DeliveryStats, Ledger } from '../../delivery/accounting'
import { DropReports, type OnDrop } from '../../delivery/drop-reports'
import { untraced } from '../../delivery/untraced'
import { TransportError } from '../../errors'
import type { Transport } from '../../transports/transport'
import type { Envelope } from '../../wire/envelope'
import { jobToEnvelope } from '../job'
import { withinTime } from '../within-time'
import type { OriginHealth } from './origin-health'
import { Refusal, refusalOf } from './refusal'

export interface JobProcessorOptions {
  readonly transport: Transport
  readonly health: Pick<OriginHealth, 'failed' | 'succeeded'>
  readonly maxAgeMs: number
  /** Aborts what is in flight, at the end of the relay's time to close. */
  readonly signal: AbortSignal
  /** Makes the error that puts a job back to the head of its queue without spending an attempt. */
  readonly putBack: () => Error
  readonly onDrop: OnDrop
  readonly onError: (error: unknown) => void
}

/** What a relay did since it began. */
export type RelayStats = Pick<DeliveryStats, 'delivered' | 'retries' | 'dropped'>

/** What of a job matters here. `attemptsStarted` counts this attempt. */
export type ProcessedJob = Pick<Job, 'id' | 'name' | 'data' | 'attemptsStarted'>

/** Bounds the memory of what Redis was told in vain, after it was flushed for example. */
const MAX_UNCONFIRMED = 10_000

/** Delivers one job of a shard at a time, or says with an error what becomes of it. */
export class JobProcessor {
  readonly #options: JobProcessorOptions
  readonly #ledger = new Ledger()
  readonly #drops: DropReports
  /** Delivered, but Redis may not know. */
  readonly #unconfirmed = new Set<string>()
  #hasFailures = false

  constructor(options: JobProcessorOptions) {
    this.#options = options
    this.#drops = new DropReports(options.onDrop)
  }

  /**
   * Resolves once the message is delivered.
   * @throws {Refusal} where it never will be; else the error that puts the job back
   */
  async process(shard: number, job: ProcessedJob): Promise<void> {
    const { id = '', attemptsStarted } = job
    if (this.#unconfirmed.has(id)) return
    const envelope = this.#open(job)
    const { transport, signal } = this.#options
    try {
      // A transport may be deaf to the signal.
      await withinTime(
        untraced(() => transport.send(envelope, { signal })),
        { signal },
      )
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal !== undefined) this.#options.onError(error)
      throw refusal ?? (await this.#putBack(shard, attemptsStarted, error))
    }
    this.#delivered(id, attemptsStarted > 1)
  }

  /** Redis knows that the job is done. */
  confirm(id = ''): void {
    this.#unconfirmed.delete(id)
  }

  /** Redis knows that the job has failed for good. */
  refused(job: ProcessedJob | undefined, error: unknown): void {
    const reason = error instanceof Refusal ? error.reason : 'rejected'
    this.#ledger.drop(reason, 1)
    this.#drops.add(reason, 1, jobToEnvelope(job))
  }

  /** Reports the drops that are not yet reported. */
  end(): void {
    this.#drops.flush()
  }

  stats(): RelayStats {
    const { delivered, retries, dropped } = this.#ledger.snapshot(0)
    return { delivered, retries, dropped }
  }

  #open(job: ProcessedJob): Envelope {
    const envelope = jobToEnvelope(job)
    if (envelope === undefined) throw new Refusal('rejected', 'not a message of this library')
    const ageMs = Date.now() - envelope.capturedAt
    if (ageMs > this.#options.maxAgeMs) throw new Refusal('expired', `expired after ${ageMs} ms`)
    return envelope
  }

  #delivered(id: string, isRetried: boolean): void {
    this.#ledger.delivered += 1
    this.#unconfirmed.add(id)
    if (this.#unconfirmed.size > MAX_UNCONFIRMED) {
      const [oldest = ''] = this.#unconfirmed
      this.#unconfirmed.delete(oldest)
    }
    if (!isRetried && !this.#hasFailures) return
    this.#hasFailures = false
    void this.#options.health.succeeded().catch(this.#options.onError)
  }

  async #putBack(shard: number, attempt: number, error: unknown): Promise<Error> {
    const { signal, health, putBack, onError } = this.#options
    if (signal.aborted) return putBack()
    this.#ledger.retries += 1
    this.#hasFailures = true
    const askedMs = error instanceof TransportError ? error.retryAfterMs : undefined
    await health.failed({ shard, attempt, askedMs }).catch(onError)
    return putBack()
  }
}
