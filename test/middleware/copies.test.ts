import { sep } from 'node:path'
import { expect } from 'chai'
import * as own from '../../src'
import { bareAdapter, directMessage } from '../support/direct-messages'
import { RecordingClient } from '../support/recording-client'

const registryKey = Symbol.for('botbuilder-dashbot.turns')

/** Loads the library once more, as npm link, a monorepo, or jest.resetModules do. */
function anotherCopy(): typeof own {
  const entry = require.resolve('../../src')
  const folder = entry.slice(0, entry.lastIndexOf(sep) + 1)
  const loaded = Object.keys(require.cache).filter((file) => file.startsWith(folder))
  const kept = loaded.map((file) => [file, require.cache[file]] as const)
  for (const file of loaded) delete require.cache[file]
  try {
    return require('../../src')
  } finally {
    for (const [file, module] of kept) require.cache[file] = module
  }
}

describe('Two copies of the library', () => {
  it('share turns: the functions and decorators of one record in the middleware of the other', async () => {
    const copy = anotherCopy()
    expect(copy.trackEvent).not.to.equal(own.trackEvent)

    class Bot {
      @copy.TrackIntent('BY_COPY')
      @copy.TrackEvent('handled')
      handle(): void {}

      @copy.TrackIntent({ name: 'ANSWER', direction: 'outgoing' })
      async answer(context: { sendActivity(text: string): Promise<unknown> }): Promise<void> {
        await context.sendActivity('hello')
      }
    }

    const { adapter, recording } = bareAdapter()
    await adapter.run(directMessage('hi'), async (context) => {
      new Bot().handle()
      await new Bot().answer(context)
      copy.trackEvent(context, { type: 'customEvent', name: 'by hand' })
    })
    expect(recording.lines).to.deep.equal([
      'incoming hi #BY_COPY',
      'event handled',
      'outgoing hello #ANSWER',
      'event by hand',
    ])
    expect(recording.errors).to.deep.equal([])
  })

  it('record a turn once where both are installed', async () => {
    const copy = anotherCopy()
    const transport = new copy.MemoryTransport()
    const { adapter, recording } = bareAdapter()
    adapter.use(new copy.DashbotMiddleware(new copy.DashbotClient({ transport })))
    await adapter.run(directMessage('hi'), async () => {})
    expect(recording.lines).to.deep.equal(['incoming hi'])
    expect(transport.envelopes).to.deep.equal([])
  })

  it('are reported, once, where one cannot read the turns of the other', async () => {
    const registry: Map<number, unknown> = Reflect.get(globalThis, registryKey)
    registry.set(999, {})
    try {
      const { adapter, recording } = bareAdapter()
      for (let turn = 0; turn < 2; turn++) await adapter.run(directMessage('hi'), async () => {})
      expect(recording.lines).to.deep.equal(['incoming hi', 'incoming hi'])
      expect(recording.errors).to.have.length(1)
      expect(Object(recording.errors[0]).message).to.include('npm ls botbuilder-dashbot')
    } finally {
      registry.delete(999)
    }
  })

  it('leave a turn to an incompatible copy that records it already', async () => {
    const recording = new RecordingClient()
    const context = { turnState: new Map([[Symbol.for('botbuilder-dashbot.turn'), { format: 999 }]]) }
    let ran = false
    const middleware = new own.DashbotMiddleware(recording.client)
    await middleware.onTurn(context as never, async () => {
      ran = true
    })
    expect(ran).to.equal(true)
    expect(recording.captured).to.deep.equal([])
    expect(Object(recording.errors[0]).message).to.include('incompatible copies')
  })
})
