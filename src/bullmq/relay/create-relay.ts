import { callSafely } from '../../delivery/call-safely'
import { ObservedTransport } from '../../delivery/observed'
import { loadPeers } from '../peers'
import { Relay } from './relay'
import { type RelayOptions, resolveRelayOptions } from './relay-options'

/**
 * Starts a relay: it takes messages out of Redis and delivers them with the transport. Run as many as you like, on as
 * many machines; they share the conversations among them.
 *
 * @example
 * const relay = createRelay({
 *   connection: 'redis://127.0.0.1:6379',
 *   transport: new HttpTransport({ apiKey: process.env.DASHBOT_API_KEY ?? '' }),
 * })
 * closeOnSignals(relay)
 *
 * @throws {ConfigError} that names the option at fault
 * @throws {MissingPeerError} where bullmq or ioredis is not installed
 */
export function createRelay(options: RelayOptions): Relay {
  const peers = loadPeers()
  const { observer, ...resolved } = resolveRelayOptions(options)
  if (observer === undefined) return new Relay(peers, resolved)
  const relay = new Relay(peers, {
    ...resolved,
    transport: new ObservedTransport(resolved.transport, observer),
  })
  callSafely(() => observer.watch(() => relay.stats()))
  return relay
}
