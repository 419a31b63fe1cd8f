import type { DashbotClient } from '../client/client'
import type { DrainTask } from '../client/drain-task'
import { ConfigError } from '../errors'
import type { CaptureClient } from './turn/turn-reporter'

/**
 * Where a middleware's messages go: to one client, or to several that know nothing of each other.
 *
 * @throws ConfigError where something is not a client, or there is no client
 */
export function destinationsOf(clients: DashbotClient | readonly DashbotClient[]): CaptureClient {
  const list = [clients].flat()
  const [first] = list
  if (first === undefined || !list.every((client) => typeof client?.capture === 'function')) {
    throw new ConfigError(
      'client',
      'DashbotMiddleware needs a DashbotClient, or a list of them: new DashbotMiddleware(client)',
    )
  }
  return list.length === 1 ? first : new Destinations(list)
}

/** true where what is handed to `client` reaches all that `other` does. */
export function reaches(client: object, other: object): boolean {
  const reached = clientsOf(client)
  return clientsOf(other).every((one) => reached.includes(one))
}

/** By its shape: the other may be of another copy of this library. */
function clientsOf(client: object): readonly object[] {
  return 'clients' in client ? (client.clients as readonly object[]) : [client]
}

/** Hands everything to each client: each has its own hooks, queue and outcome. */
class Destinations implements CaptureClient {
  readonly clients: readonly DashbotClient[]
  readonly work: CaptureClient['work']

  constructor(clients: readonly DashbotClient[]) {
    this.clients = [...new Set(clients)].filter(({ isEnabled }) => isEnabled)
    this.work = {
      begin: () => {
        for (const { work } of this.clients) work.begin()
      },
      end: () => {
        for (const { work } of this.clients) work.end()
      },
    }
  }

  capture(...captured: Parameters<CaptureClient['capture']>): void {
    for (const client of this.clients) client.capture(...captured)
  }

  /** One for all: what is active is the same for each observer. */
  activeSpan(): unknown {
    for (const client of this.clients) {
      const span = client.activeSpan()
      if (span !== undefined) return span
    }
    return undefined
  }

  /** Goes to each `onError` once, and to one process warning where clients have none. */
  captureFailed(what: string, error: unknown): void {
    const byCallback = new Map(this.clients.map((client) => [client.givenOnError, client]))
    for (const client of byCallback.values()) client.captureFailed(what, error)
  }

  /** Runs the job once: for whichever client comes first. */
  defer(job: () => void): void {
    let isDone = false
    const once = (): void => {
      if (isDone) return
      isDone = true
      job()
    }
    for (const client of this.clients) client.defer(once)
  }

  beforeDraining(task: DrainTask): void {
    for (const client of this.clients) client.beforeDraining(task)
  }
}
