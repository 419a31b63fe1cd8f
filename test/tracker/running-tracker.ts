import { createTracker, type Tracker, type TrackerOptions } from '../../src/tracker'

/** A tracker that listens on loopback, for one test. */
export class RunningTracker {
  readonly tracker: Tracker
  readonly url: string

  private constructor(tracker: Tracker, url: string) {
    this.tracker = tracker
    this.url = url
  }

  static async start(options: TrackerOptions = {}): Promise<RunningTracker> {
    const tracker = await createTracker({ path: ':memory:', ...options })
    return new RunningTracker(tracker, await tracker.listen({ port: 0 }))
  }

  /** Posts as Dashbot's document says; `query` and `headers` replace what is usual. */
  async post(
    type: string,
    body: unknown,
    { query = {}, headers = {} }: { query?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const search = new URLSearchParams({ platform: 'twitter', v: '11.1.0-rest', type, apiKey: 'K', ...query })
    const response = await fetch(`${this.url}/track?${search}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: response.status, json: await response.json(), headers: response.headers }
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers })
  }

  close(): Promise<void> {
    return this.tracker.close()
  }
}

export interface Answer {
  readonly status: number
  readonly json: unknown
  readonly headers: Headers
}

/** The answer to what was not taken. */
export const refused = (...errors: readonly (readonly [string, string])[]) => ({
  success: false,
  errors: errors.map(([path, message]) => ({ path, message })),
})
