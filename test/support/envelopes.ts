import { createEnvelope, type Envelope, type NewEnvelopeFields } from '../../src/wire/envelope'

/** An envelope of a message with the given text, from and to the given user. */
export function envelopeOf(text: string, userId = 'ann', fields: Partial<NewEnvelopeFields> = {}): Envelope {
  return createEnvelope({
    type: 'incoming',
    json: JSON.stringify({ text, userId }),
    conversation: userId,
    capturedAt: Date.now(),
    ...fields,
  })
}

/** The texts of messages, in order. */
export const textsOf = (envelopes: readonly Envelope[]): readonly unknown[] =>
  envelopes.map(({ json }) => JSON.parse(json).text)
