import { expect } from 'chai'
import { type TurnLogic, TwitterAdapter, type TwitterAdapterOptions } from '../../../src/twitter'
import { messageBody } from './events'
import { RecordingClient } from './recording-client'
import { secret, WebhookServer } from './webhook-server'

/** An adapter behind a server on loopback, with a bot that a test sets, and holds up with the gate. */
export class AdapterHost {
  readonly client = new RecordingClient()
  /** What the adapter reported. */
  readonly errors: unknown[] = []
  logic: TurnLogic = async () => {}
  readonly gate: Promise<void>
  #open = (): void => {}
  #served: { readonly adapter: TwitterAdapter; readonly server: WebhookServer } | undefined

  constructor() {
    this.gate = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  async serve(options: Partial<TwitterAdapterOptions> = {}): Promise<void> {
    const adapter = new TwitterAdapter({
      consumerSecret: secret,
      client: this.client,
      onError: (error) => this.errors.push(error),
      ...options,
    })
    const server = await WebhookServer.listen(
      (request, response) => void adapter.process(request, response, (context) => this.logic(context)),
    )
    this.#served = { adapter, server }
  }

  get adapter(): TwitterAdapter {
    return this.#running.adapter
  }

  get server(): WebhookServer {
    return this.#running.server
  }

  /** Posts events in one body, and gives the answer's status. */
  async post(...events: readonly object[]): Promise<number> {
    return (await this.server.post(messageBody(...events))).status
  }

  /** Has X deliver events in one body, and waits until the bot is through with them. */
  async receive(...events: readonly object[]): Promise<void> {
    expect(await this.post(...events)).to.equal(200)
    await this.adapter.whenIdle()
  }

  openGate(): void {
    this.#open()
  }

  async close(): Promise<void> {
    this.openGate()
    await this.#served?.adapter.close({ timeoutMs: 100 })
    await this.#served?.server.close()
  }

  get #running(): { readonly adapter: TwitterAdapter; readonly server: WebhookServer } {
    if (this.#served === undefined) throw new Error('serve() comes first.')
    return this.#served
  }
}
