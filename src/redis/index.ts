/**
 * A fleet of bots delivers through Redis, and shares out X's webhooks.
 *
 * @module botbuilder-dashbot/redis
 */

export type { ClusterConnection, RedisConnection, RedisCredentials } from './connection/options'
export type { FleetOptions } from './fleet-options'
export { RedisInbox, type RedisInboxOptions } from './inbox/redis-inbox'
export { RedisTransport, type RedisTransportOptions } from './redis-transport'
export { createRelay, type Relay, type RelayStats } from './relay/relay'
export type { RelayOptions } from './relay/relay-options'
