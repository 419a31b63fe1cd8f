import type { Transport } from 'botbuilder-dashbot'
import { BullMqTransport, createRelay } from 'botbuilder-dashbot/bullmq'
import { dashbot } from 'botbuilder-dashbot/compat'
import { openTelemetry } from 'botbuilder-dashbot/opentelemetry'
import { SqliteOutbox } from 'botbuilder-dashbot/outbox'
import { createTracker } from 'botbuilder-dashbot/tracker'
import { type DirectMessageClient, TwitterAdapter } from 'botbuilder-dashbot/twitter'

export type Seams = [Transport, DirectMessageClient]
export const values = [
  BullMqTransport,
  createRelay,
  SqliteOutbox,
  createTracker,
  TwitterAdapter,
  dashbot,
  openTelemetry,
]
