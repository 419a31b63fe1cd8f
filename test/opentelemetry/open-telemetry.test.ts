import { context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { expect } from 'chai'
import sinon from 'sinon'
import { DashbotClient } from '../../src/client/client'
import { TransportError } from '../../src/errors'
import { DashbotMiddleware } from '../../src/middleware/middleware'
import { openTelemetry } from '../../src/opentelemetry'
import { MemoryTransport } from '../../src/transports/memory'
import type { Transport } from '../../src/transports/transport'
import { TwitterAdapter } from '../../src/twitter'
import { BareAdapter, directMessage } from '../support/direct-messages'
import { messageBody, messageEvent } from '../twitter/support/events'
import { RecordingClient } from '../twitter/support/recording-client'
import { secret, WebhookServer } from '../twitter/support/webhook-server'

const message = { text: 'Hi', userId: 'ann' }
const quiet = { onDrop: () => {}, onError: () => {} }

/** A transport whose attempts end as the list says: an error fails one, undefined accepts it. */
function scripted(...outcomes: (Error | undefined)[]): Transport {
  return {
    send: async () => {
      const error = outcomes.shift()
      if (error !== undefined) throw error
    },
  }
}

describe('openTelemetry: metrics', () => {
  let exporter: InMemoryMetricExporter
  let meterProvider: MeterProvider

  beforeEach(() => {
    exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
    meterProvider = new MeterProvider({ readers: [reader] })
  })
  afterEach(async () => {
    sinon.restore()
    await meterProvider.shutdown()
  })

  async function points<Value = number>(name: string): Promise<readonly DataPoint<Value>[]> {
    await meterProvider.forceFlush()
    const metrics =
      exporter
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? []
    const found = metrics.find((metric) => metric.descriptor.name === name)
    return (found?.dataPoints ?? []) as unknown as readonly DataPoint<Value>[]
  }
  const value = async (name: string): Promise<number | undefined> => (await points(name))[0]?.value

  it("counts what the client's stats count", async () => {
    const client = new DashbotClient({
      ...quiet,
      transport: scripted(undefined, new TransportError('no', { retryable: false, status: 400 })),
      beforeSend: (payload) => (payload.userId === 'nobody' ? null : payload),
      observer: openTelemetry({ meterProvider, attributes: { bot: 'birds' } }),
    })
    for (const userId of ['ann', 'bob', 'nobody']) client.logIncoming({ text: 'Hi', userId })
    expect(await value('dashbot.messages.pending')).to.equal(2)
    await client.close()

    expect(await value('dashbot.messages.accepted')).to.equal(3)
    expect(await value('dashbot.messages.delivered')).to.equal(1)
    expect(await value('dashbot.messages.pending')).to.equal(0)
    const dropped = await points('dashbot.messages.dropped')
    const byReason = dropped.map(({ attributes, value }) => [attributes['dashbot.drop.reason'], value])
    expect(Object.fromEntries(byReason)).to.include({ rejected: 1, before_send: 1, queue_full: 0 })
    expect(dropped[0]?.attributes.bot).to.equal('birds')
  })

  it('counts retries, and measures each attempt and each delivery', async () => {
    sinon.stub(Math, 'random').returns(0)
    const client = new DashbotClient({
      ...quiet,
      transport: scripted(
        new TransportError('busy', { retryable: true, status: 503 }),
        new TransportError('gone', { retryable: true }),
        new EvalError('odd'),
        undefined,
      ),
      observer: openTelemetry({ meterProvider }),
    })
    client.logIncoming(message)
    await client.flush()
    await client.close()

    expect(await value('dashbot.send.retries')).to.equal(3)
    const sends = await points<Histogram>('dashbot.send.duration')
    expect(sends.map(({ attributes }) => attributes['error.type'])).to.have.members([
      '503',
      'no_answer',
      'EvalError',
      undefined,
    ])
    const [delivery] = await points<Histogram>('dashbot.delivery.duration')
    expect(delivery?.attributes).to.deep.equal({ 'dashbot.message.type': 'incoming' })
    expect(delivery?.value.count).to.equal(1)
    expect(delivery?.value.sum).to.be.within(0, 20)
  })

  it('adds up the clients that it observes', async () => {
    const observer = openTelemetry({ meterProvider })
    const clients = [1, 2].map(() => new DashbotClient({ transport: new MemoryTransport(), observer }))
    for (const client of clients) client.logOutgoing(message)
    await Promise.all(clients.map((client) => client.close()))
    expect(await value('dashbot.messages.accepted')).to.equal(2)
    expect(await value('dashbot.messages.delivered')).to.equal(2)
  })

  it('has no series of adapters where none is watched', async () => {
    openTelemetry({ meterProvider })
    expect(await points('dashbot.adapter.pending')).to.deep.equal([])
  })

  it('shows what adapters have to do, and what they passed over and refused', async () => {
    sinon.useFakeTimers({ now: Date.now() - 60_000, toFake: ['Date'] })
    const observer = openTelemetry({ meterProvider, spans: true, attributes: { bot: 'birds' } })
    const adapters = [1, 2].map(
      () =>
        new TwitterAdapter({
          ...{ consumerSecret: secret, client: new RecordingClient(), observer },
          ...{ maxPendingEvents: 2, maxConcurrency: 1 },
        }),
    )
    let end = () => {}
    const gate = new Promise<void>((resolve) => {
      end = resolve
    })
    const servers = await Promise.all(
      adapters.map((adapter) =>
        WebhookServer.listen((request, response) => void adapter.process(request, response, () => gate)),
      ),
    )
    const statuses: number[] = []
    for (const server of servers) {
      const first = messageEvent('one')
      const bodies = [first, first, messageEvent('two', { from: '43' }), messageEvent('three')]
      for (const event of bodies) statuses.push((await server.post(messageBody(event))).status)
    }
    sinon.restore()
    const running = await points('dashbot.adapter.running')
    const oldest = await value('dashbot.adapter.oldest')
    const pending = await value('dashbot.adapter.pending')
    const [redelivered, refused] = [
      await value('dashbot.adapter.redelivered'),
      await value('dashbot.adapter.refused'),
    ]
    end()
    await Promise.all(adapters.map((adapter) => adapter.whenIdle()))
    const after = [await value('dashbot.adapter.pending'), await value('dashbot.adapter.oldest')]
    await Promise.all(servers.map((server) => server.close()))

    expect(statuses).to.deep.equal([200, 200, 200, 503, 200, 200, 200, 503])
    expect(running[0]).to.deep.include({ value: 2, attributes: { bot: 'birds' } })
    expect(pending).to.equal(4)
    expect(oldest).to.be.within(60, 80)
    expect([redelivered, refused]).to.deep.equal([2, 2])
    expect(after).to.deep.equal([0, 0])
  })

  it('uses the registered provider by default', () => {
    expect(() => openTelemetry().watch(() => new DashbotClient({ enabled: false }).stats())).to.not.throw()
  })
})

describe('openTelemetry: spans', () => {
  const exporter = new InMemorySpanExporter()
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const tracer = tracerProvider.getTracer('test')
  const meterProvider = new MeterProvider()

  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  })
  after(async () => {
    context.disable()
    await tracerProvider.shutdown()
  })
  beforeEach(() => exporter.reset())

  function observed(transport: Transport): DashbotClient {
    const observer = openTelemetry({
      meterProvider,
      tracerProvider,
      spans: true,
      attributes: { bot: 'birds' },
    })
    return new DashbotClient({ ...quiet, transport, observer })
  }

  it('are made for each attempt, in a trace of their own, with a link to the turn', async () => {
    const client = observed(scripted())
    const turn = tracer.startSpan('turn', {}, ROOT_CONTEXT)
    context.with(trace.setSpan(ROOT_CONTEXT, turn), () => client.logIncoming(message))
    turn.end()
    await client.close()
    const [, send] = exporter.getFinishedSpans()
    expect(send?.name).to.equal('dashbot send incoming')
    expect(send?.parentSpanContext).to.equal(undefined)
    expect(send?.spanContext().traceId).to.not.equal(turn.spanContext().traceId)
    expect(send?.links[0]?.context.spanId).to.equal(turn.spanContext().spanId)
    expect(send?.attributes).to.include({ bot: 'birds', 'dashbot.message.type': 'incoming' })
    expect(JSON.stringify(send?.attributes)).to.not.include('ann')
  })

  it('link to the turn whose messages they send, also where turns are over at once', async () => {
    const client = observed(scripted())
    const adapter = new BareAdapter()
    adapter.use(new DashbotMiddleware([new DashbotClient({ ...quiet, transport: scripted() }), client]))
    const turns = ['ann', 'bob'].map((user) => {
      const span = tracer.startSpan(user, {}, ROOT_CONTEXT)
      const turn = context.with(trace.setSpan(ROOT_CONTEXT, span), () =>
        adapter.run(
          directMessage('hi', user),
          async (turnContext) => void (await turnContext.sendActivity('yes')),
        ),
      )
      return { span, turn }
    })
    await Promise.all(turns.map(({ turn }) => turn))
    await client.close()
    const linked = exporter.getFinishedSpans().map(({ links }) => links[0]?.context.spanId)
    const ids = turns.map(({ span }) => span.spanContext().spanId)
    expect(linked.sort()).to.deep.equal([...ids, ...ids].sort())
  })

  it('name a failure, without what a stranger’s error says', async () => {
    const refused = observed(
      scripted(new TransportError('tracker answered 400', { retryable: false, status: 400 })),
    )
    refused.logOutgoing(message)
    await refused.close()
    const odd = observed(scripted(new RangeError('about ann')))
    odd.logOutgoing(message)
    await odd.close({ timeoutMs: 20 })
    const [first, second] = exporter.getFinishedSpans()
    expect(first?.status).to.deep.equal({ code: SpanStatusCode.ERROR, message: 'tracker answered 400' })
    expect(first?.attributes['error.type']).to.equal('400')
    expect(first?.links).to.deep.equal([])
    expect(second?.status).to.deep.equal({ code: SpanStatusCode.ERROR, message: 'RangeError' })
  })

  it('are not made unless wanted', async () => {
    const observer = openTelemetry({ meterProvider, tracerProvider })
    const client = new DashbotClient({ transport: new MemoryTransport(), observer })
    client.logIncoming(message)
    await client.close()
    expect(exporter.getFinishedSpans()).to.deep.equal([])
  })
})
