import axios from 'axios'
import { type TransportUnderTest, transportContract } from '../../src/testing'
import { ConsoleTransport } from '../../src/transports/console'
import { HttpTransport, type HttpTransportOptions } from '../../src/transports/http'
import { MemoryTransport } from '../../src/transports/memory'
import type { PayloadType } from '../../src/wire/types'
import { accept, type Behaviour, FakeTracker, status } from '../support/fake-tracker'

function onMemory(): TransportUnderTest {
  const transport = new MemoryTransport()
  return { transport, received: () => transport.envelopes }
}

function onConsole(): TransportUnderTest {
  const lines: string[] = []
  const transport = new ConsoleTransport({ write: (line) => lines.push(line) })
  const received = () =>
    lines.map((line) => {
      const [, type, id = '', json = ''] = /^dashbot (\w+) (\S+) (.*)$/s.exec(line) ?? []
      return { type: type as PayloadType, id, json }
    })
  return { transport, received }
}

async function onHttp(options: Partial<HttpTransportOptions> = {}): Promise<TransportUnderTest> {
  const tracker = await FakeTracker.start()
  let next: Behaviour = accept
  tracker.behave = () => {
    const behaviour = next
    next = accept
    return behaviour
  }
  return {
    transport: new HttpTransport({ apiKey: 'KEY', serverRoot: tracker.url, ...options }),
    received: () =>
      tracker.accepted.map(({ headers, query, body }) => ({
        id: String(headers['idempotency-key']),
        type: query.type as PayloadType,
        json: body,
      })),
    refuseNext: ({ retryable }) => {
      next = status(retryable ? 503 : 400)
    },
    dispose: () => tracker.close(),
  }
}

describe('MemoryTransport as a transport', () => {
  for (const { name, run } of transportContract(onMemory)) it(name, run)
})

describe('ConsoleTransport as a transport', () => {
  for (const { name, run } of transportContract(onConsole)) it(name, run)
})

describe('HttpTransport as a transport', () => {
  for (const { name, run } of transportContract(() => onHttp(), { refusals: true })) it(name, run)
})

describe("HttpTransport on the user's axios as a transport", () => {
  const create = () => onHttp({ axios: axios.create() })
  for (const { name, run } of transportContract(create, { refusals: true })) it(name, run)
})
