import type { AboutCapture } from '../../src/client/about-capture'
import type { DashbotClient } from '../../src/client/client'
import type { DrainOccasion, DrainTask } from '../../src/client/drain-task'
import { WorkInFlight } from '../../src/client/work-in-flight'
import { ValidationError } from '../../src/errors'
import type { CaptureClient } from '../../src/middleware/turn/turn-reporter'
import type { DashbotEvent, DashbotMessage, PayloadType } from '../../src/wire/types'
import { payloadIssues, payloadSubject } from '../../src/wire/validate'

export interface Captured {
  readonly type: PayloadType
  readonly payload: DashbotMessage & DashbotEvent
  readonly conversation: string | undefined
  readonly userIds: readonly string[]
  readonly names: readonly string[]
}

/** In the place of a client: keeps what is captured, as deep copies, and refuses what Dashbot would. */
export class RecordingClient implements CaptureClient {
  readonly captured: Captured[] = []
  readonly errors: unknown[] = []
  /** What each of the errors cost, where it was not a payload that Dashbot would refuse. */
  readonly failures: string[] = []
  readonly #drainTasks: DrainTask[] = []

  /** For what wants a whole client, but calls the bot's path alone. */
  get client(): DashbotClient {
    return this as unknown as DashbotClient
  }

  readonly work = new WorkInFlight()

  capture(type: PayloadType, payload: unknown, { identity = {}, origin }: AboutCapture = {}): void {
    try {
      const issues = payloadIssues(type, payload)
      if (issues.length > 0) throw new ValidationError(payloadSubject(type, payload, origin), issues)
      const { conversation, userIds = [], names = [] } = identity
      this.captured.push({ type, payload: JSON.parse(JSON.stringify(payload)), conversation, userIds, names })
    } catch (error) {
      this.errors.push(error)
    }
  }

  activeSpan(): unknown {
    return undefined
  }

  defer(job: () => void): void {
    job()
  }

  beforeDraining(task: DrainTask): void {
    this.#drainTasks.push(task)
  }

  /** As a client does that is flushed or closed. */
  async drain(occasion: DrainOccasion, maxWaitMs = Number.POSITIVE_INFINITY): Promise<void> {
    await Promise.all(this.#drainTasks.map((task) => task(occasion, maxWaitMs)))
  }

  captureFailed(what: string, error: unknown): void {
    this.failures.push(what)
    this.errors.push(error)
  }

  /** One line each: the type, the text or name, the intent if any. */
  get lines(): string[] {
    return this.captured.map(({ type, payload }) => {
      const intent = payload.intent === undefined ? '' : ` #${payload.intent.name}`
      return `${type} ${type === 'event' ? payload.name : payload.text}${intent}`
    })
  }

  messages(type: PayloadType): DashbotMessage[] {
    return this.captured.filter((item) => item.type === type).map(({ payload }) => payload)
  }
}
