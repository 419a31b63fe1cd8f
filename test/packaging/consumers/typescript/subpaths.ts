import type { Transport } from 'botbuilder-dashbot'
import { RedisTransport, createRelay } from 'botbuilder-dashbot/redis'
import { dashbot } from 'botbuilder-dashbot/compat'
import { openTelemetry } from 'botbuilder-dashbot/opentelemetry'
import { SqliteOutbox } from 'botbuilder-dashbot/outbox'
import { FakeX, transportContract } from 'botbuilder-dashbot/testing'
import { createTracker } from 'botbuilder-dashbot/tracker'
import { type DirectMessageClient, TwitterAdapter } from 'botbuilder-dashbot/twitter'
import { AgentsTwitterAdapter } from 'botbuilder-dashbot/twitter/agents'

export type Seams = [Transport, DirectMessageClient]
export const values = [
  AgentsTwitterAdapter,
  RedisTransport,
  createRelay,
  createTracker,
  dashbot,
  FakeX,
  openTelemetry,
  SqliteOutbox,
  transportContract,
  TwitterAdapter,
]
