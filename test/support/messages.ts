import type { Outbox } from '../../src/delivery/outbox'
import { createEnvelope, type Envelope } from '../../src/wire/envelope'

/** A message of the conversation, captured now. */
export function message(text = 'Hello', conversation = '1234858592'): Envelope {
  const json = JSON.stringify({ text, userId: conversation })
  return createEnvelope({ type: 'incoming', json, conversation, capturedAt: Date.now() })
}

/** Takes and delivers what can be taken now, and returns the texts. */
export function deliverAll(outbox: Outbox): string[] {
  const texts: string[] = []
  for (let envelope = outbox.next(); envelope !== undefined; envelope = outbox.next()) {
    texts.push(textOf(envelope))
    outbox.settle(envelope, { kind: 'delivered' })
  }
  return texts
}

export const textOf = (envelope: Envelope): string =>
  'text' in envelope.payload ? envelope.payload.text : ''
