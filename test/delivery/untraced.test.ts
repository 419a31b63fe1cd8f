import { AsyncLocalStorage } from 'node:async_hooks'
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { expect } from 'chai'
import { DashbotClient } from '../../src/client/client'
import { untraced } from '../../src/delivery/untraced'
import { FakeTracker } from '../support/fake-tracker'

describe('a delivery in a program that is traced', () => {
  const exporter = new InMemorySpanExporter()
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const instrumentation = new UndiciInstrumentation()
  let tracker: FakeTracker

  before(async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    instrumentation.setTracerProvider(tracerProvider)
    tracker = await FakeTracker.start()
  })
  after(async () => {
    context.disable()
    instrumentation.disable()
    await tracerProvider.shutdown()
    await tracker.close()
  })

  it("leaves no span, neither in the turn's trace nor in one of its own", async () => {
    const turn = tracerProvider.getTracer('test').startSpan('turn', {}, ROOT_CONTEXT)
    const client = new DashbotClient({ apiKey: 'KEY', serverRoot: tracker.url })
    await context.with(trace.setSpan(ROOT_CONTEXT, turn), async () => {
      client.logIncoming({ text: 'Hi', userId: 'ann' })
      await (await fetch(tracker.url)).text()
      await client.flush()
    })
    await client.close()
    turn.end()
    expect(tracker.requests).to.have.length(2)
    const urls = exporter.getFinishedSpans().map(({ attributes }) => attributes['url.full'])
    expect(urls).to.have.members([`${tracker.url}/`, undefined])
  })

  it('has nothing of the turn that triggered it', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    const client = new DashbotClient({
      transport: {
        send: async () => {
          seen.push(storage.getStore())
        },
      },
    })
    await storage.run('turn', async () => {
      client.logIncoming({ text: 'Hi', userId: 'ann' })
      await client.flush()
    })
    await client.close()
    expect(seen).to.deep.equal([undefined])
  })
})

describe('untraced', () => {
  it('just does the work where no SDK is registered', () => {
    expect(untraced(() => 42)).to.equal(42)
  })
})
