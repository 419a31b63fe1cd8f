import type { HttpTransport } from '../../../src/transports/http'
import { envelopeOf } from '../../support/envelopes'

/** With characters that an address must escape. */
export const apiKey = 'se cret/key'

export const send = (transport: HttpTransport, envelope = envelopeOf('Hello')): Promise<void> =>
  transport.send(envelope, { signal: new AbortController().signal })
