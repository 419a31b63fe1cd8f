/**
 * A fleet of bots delivers through Redis.
 *
 * @module botbuilder-dashbot/redis
 */

export type { ClusterConnection, RedisConnection, RedisCredentials } from './connection/options'
export type { FleetOptions } from './fleet-options'
export { RedisTransport, type RedisTransportOptions } from './redis-transport'
export { createRelay, type Relay, type RelayStats } from './relay/relay'
export type { RelayOptions } from './relay/relay-options'
