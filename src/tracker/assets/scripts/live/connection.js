const NAME = 'tracker-live'
/** A browser does not try again by itself after an answer other than 200; ms. */
const RETRY_MS = 5_000

/**
 * What the tracker reports as stored. All tabs share one connection, since a browser has six of them at most to one
 * server: the tab that holds a lock has it, and passes on what it hears. Locks need https or this machine; without
 * them each visible tab has its own.
 */
export class Connection {
  #listener
  #channel
  #source
  #retry
  #release
  #isOn = false
  #wasOn = false

  constructor(listener) {
    this.#listener = listener
  }

  open() {
    if (this.#release !== undefined) return
    if (navigator.locks === undefined) {
      this.#connect()
      this.#release = () => this.#disconnect()
      return
    }
    this.#channel = new BroadcastChannel(NAME)
    this.#channel.addEventListener('message', ({ data }) => this.#hear(data))
    this.#channel.postMessage({ type: 'ask' })
    const wish = new AbortController()
    this.#release = () => wish.abort()
    navigator.locks.request(NAME, { signal: wish.signal }, () => this.#lead(wish.signal)).catch(() => {})
  }

  close() {
    this.#release?.()
    this.#release = undefined
    this.#channel?.close()
    this.#channel = undefined
    this.#wasOn = false
  }

  /** Holds the lock until the signal aborts. */
  #lead(signal) {
    if (signal.aborted) return
    this.#connect()
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        this.#disconnect()
        resolve()
      })
    })
  }

  #connect() {
    const source = new EventSource('/live')
    source.addEventListener('open', () => this.#pass({ type: 'state', isOn: true, isNew: true }))
    source.addEventListener('error', () => {
      this.#pass({ type: 'state', isOn: false })
      if (source.readyState !== EventSource.CLOSED) return
      this.#retry = setTimeout(() => this.#connect(), RETRY_MS)
    })
    source.addEventListener('stored', ({ data }) => this.#pass({ type: 'stored', ...JSON.parse(data) }))
    this.#source = source
  }

  #disconnect() {
    clearTimeout(this.#retry)
    this.#source?.close()
    this.#source = undefined
    this.#isOn = false
  }

  #pass(message) {
    this.#channel?.postMessage(message)
    this.#hear(message)
  }

  #hear(message) {
    if (message.type === 'stored') this.#listener.onStored(message)
    else if (message.type === 'state') {
      this.#isOn = message.isOn
      this.#listener.onState(message.isOn)
      // What came in between two connections was not heard of.
      if (message.isNew && this.#wasOn) this.#listener.onAgain()
      this.#wasOn ||= message.isOn
    } else if (this.#source !== undefined) {
      this.#channel.postMessage({ type: 'state', isOn: this.#isOn })
    }
  }
}
