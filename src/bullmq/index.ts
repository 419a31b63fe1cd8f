/**
 * A fleet of bots delivers through Redis.
 *
 * @module botbuilder-dashbot/bullmq
 */

export { BullMqTransport, type BullMqTransportOptions } from './bullmq-transport'
export type { FleetOptions, RedisConnection } from './fleet-options'
export { createRelay } from './relay/create-relay'
export type { RelayStats } from './relay/job-processor'
export type { Relay } from './relay/relay'
export type { RelayOptions } from './relay/relay-options'
