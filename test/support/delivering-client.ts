import sinon from 'sinon'
import { DashbotClient } from '../../src/client/client'
import type { DashbotClientOptions } from '../../src/client/options'
import { MemoryOutbox } from '../../src/delivery/memory-outbox'
import type { OutboxHost } from '../../src/delivery/outbox'
import { ScriptedTransport } from './scripted-transport'

export const say = (text: string, userId = 'ann') => ({ text, userId })

/** A client on a scripted transport, with what it reports. */
export function createClient(options: DashbotClientOptions & { answer?: ScriptedTransport['answer'] } = {}) {
  const { answer, ...rest } = options
  const transport = new ScriptedTransport(answer)
  const onDrop = sinon.spy()
  const onError = sinon.spy()
  const client = new DashbotClient({ transport, onDrop, onError, ...rest })
  return { client, transport, onDrop, onError }
}

/** An outbox that outlives the process, as far as a test can see. */
export class DurableOutbox extends MemoryOutbox {
  override readonly durable: boolean = true
  host: OutboxHost | undefined

  constructor() {
    super({ maxMessages: 100, maxBytes: 100_000 })
  }

  override open(host: OutboxHost): number {
    this.host = host
    super.open(host)
    return this.size
  }

  override close(): void {}
}
