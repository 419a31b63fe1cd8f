import type { Envelope } from '../wire/envelope'

export interface SendOptions {
  /** Aborts when the client gives the attempt up, at close or with an envelope that is too old. Not to be used once `send` has settled. */
  readonly signal: AbortSignal
}

/**
 * Where envelopes go. `send` resolves once the receiver accepted the envelope; it rejects with a `TransportError`
 * that says whether to try again. Any other error is tried again, but for a ReferenceError, a
 * RangeError, and a TypeError without a `cause`, which say that the transport's own code fails. It is called with one envelope of a
 * conversation at a time, and with several conversations at once. It has a timeout of its own: an attempt that takes
 * longer than 60 s is reported, and given up when its envelope is too old.
 */
export interface Transport {
  send(envelope: Envelope, options: SendOptions): Promise<void>
  /**
   * Frees sockets and handles; called once, after the last `send` settled or was aborted: by the last client to close,
   * where several have the same transport.
   */
  close?(): Promise<void>
}
