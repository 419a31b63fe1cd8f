import { createServer } from 'node:http'
import express from 'express'
import Fastify from 'fastify'
import { closeOnSignals, DashbotClient, MemoryTransport } from '../../src'

/** Whatever is closed with a bot is taken without a cast, and an arrow function knows its argument. */
export function closables(): void {
  const client = new DashbotClient({ transport: new MemoryTransport() })
  closeOnSignals([createServer(), express().listen(), Fastify(), client])
  closeOnSignals({ close: async (options) => client.close({ timeoutMs: options.timeoutMs / 2 }) })
  // @ts-expect-error a client cannot be closed by its name
  closeOnSignals('client')
}
