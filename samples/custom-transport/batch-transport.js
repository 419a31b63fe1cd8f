const { TransportError } = require('botbuilder-dashbot')

/**
 * Sends what comes together in one request: `POST {url}` with `{ batch: [{ messageId, type, timestamp, payload }] }`.
 * Each `send` settles with its batch. One conversation has one envelope under way at a time, so a batch holds many
 * conversations and the order within each is kept.
 */
class BatchTransport {
  #url
  #writeKey
  #waiting = []

  constructor({ url, writeKey }) {
    this.#url = url
    this.#writeKey = writeKey
  }

  send(envelope, { signal }) {
    if (signal.aborted) return Promise.reject(new TransportError('given up', { retryable: true }))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ envelope, resolve, reject })
      if (this.#waiting.length === 1) setImmediate(() => void this.#flush(signal))
    })
  }

  async #flush(signal) {
    const sends = this.#waiting
    this.#waiting = []
    try {
      await this.#post(
        sends.map(({ envelope }) => envelope),
        signal,
      )
      for (const { resolve } of sends) resolve()
    } catch (error) {
      for (const { reject } of sends) reject(error)
    }
  }

  async #post(envelopes, signal) {
    const batch = envelopes.map(({ id, type, json, capturedAt }) => ({
      messageId: id,
      type,
      timestamp: new Date(capturedAt).toISOString(),
      payload: JSON.parse(json),
    }))
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Basic ${Buffer.from(`${this.#writeKey}:`).toString('base64')}`,
      },
      body: JSON.stringify({ batch }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    })
    await response.arrayBuffer()
    if (response.ok) return
    const { status } = response
    throw new TransportError(`the receiver answered ${status}`, {
      status,
      retryable: status === 429 || status >= 500,
    })
  }
}

exports.BatchTransport = BatchTransport
