import type { Transport } from 'botbuilder-dashbot'
import * as root from 'botbuilder-dashbot'
import { dashbot } from 'botbuilder-dashbot/compat'
import { openTelemetry } from 'botbuilder-dashbot/opentelemetry'
import { SqliteOutbox } from 'botbuilder-dashbot/outbox'
import { createRelay, RedisTransport } from 'botbuilder-dashbot/redis'
import { FakeX, transportContract } from 'botbuilder-dashbot/testing'
import { createTracker } from 'botbuilder-dashbot/tracker'
import { type DirectMessageClient, TwitterAdapter } from 'botbuilder-dashbot/twitter'
import { AgentsTwitterAdapter } from 'botbuilder-dashbot/twitter/agents'

export type Seams = [Transport, DirectMessageClient]
export const values = [
  root,
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
