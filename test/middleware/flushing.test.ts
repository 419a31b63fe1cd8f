import { MemoryStorage, type StoreItems } from 'botbuilder'
import { expect } from 'chai'
import sinon from 'sinon'
import { DashbotClient, DashbotMiddleware, MemoryTransport, TrackEvent, type WaitOptions } from '../../src'
import { BareAdapter, directMessage, directMessages } from '../support/direct-messages'

class SlowStorage extends MemoryStorage {
  override async read(keys: string[]): Promise<StoreItems> {
    await new Promise((resolve) => setTimeout(resolve, 30))
    return super.read(keys)
  }
}

class Bot {
  @TrackEvent('audited')
  async audit(until: Promise<unknown>): Promise<void> {
    await until
  }
}

const bot = new Bot()

function recorded(storage?: MemoryStorage) {
  const transport = new MemoryTransport()
  const client = new DashbotClient({ transport })
  const adapter = new BareAdapter()
  adapter.use(new DashbotMiddleware(client, { storage }))
  const texts = (): readonly string[] =>
    transport.envelopes.map(({ payload }) => Object(payload).text ?? Object(payload).name)
  return { client, adapter, texts }
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30))
const never = new Promise<never>(() => {})

describe('DashbotMiddleware: a flush', () => {
  for (const options of [undefined, { timeoutMs: 5_000 }] satisfies (WaitOptions | undefined)[]) {
    it(`waits for a turn that is over but held: ${JSON.stringify(options)}`, async () => {
      const { client, adapter, texts } = recorded()
      await adapter.run(directMessage('hi'), async () => void bot.audit(soon()))
      expect(await client.flush(options)).to.deep.equal({ delivered: 2, pending: 0, dropped: 0 })
      expect(texts()).to.deep.equal(['hi', 'audited'])
    })
  }

  it('waits for the read of a storage', async () => {
    const { client, adapter, texts } = recorded(new SlowStorage())
    await adapter.run({ ...directMessage('Blue'), value: 'blue' }, async () => {})
    expect(await client.flush()).to.deep.equal({ delivered: 1, pending: 0, dropped: 0 })
    expect(texts()).to.deep.equal(['Blue'])
  })

  it('reports a turn that waited for a storage, and not for one in progress that began before', async () => {
    const { client, adapter, texts } = recorded(new SlowStorage())
    let finish = (): void => {}
    const inProgress = adapter.run(directMessage('hi'), () => new Promise((resolve) => (finish = resolve)))
    await adapter.run({ ...directMessage('Blue'), value: 'blue' }, async () => {})
    await adapter.run(directMessage('Thanks'), async () => {})
    expect(await client.flush()).to.deep.equal({ delivered: 2, pending: 0, dropped: 0 })
    expect(texts()).to.deep.equal(['Blue', 'Thanks'])
    finish()
    await inProgress
    await client.flush()
    expect(texts()).to.deep.equal(['Blue', 'Thanks', 'hi'])
  })

  it('reports what such a turn has after half of its time', async () => {
    const { client, adapter, texts } = recorded()
    let finish = (): void => {}
    const until = new Promise<void>((resolve) => {
      finish = resolve
    })
    await adapter.run(directMessage('hi'), async () => void bot.audit(until))
    expect(await client.flush({ timeoutMs: 40 })).to.deep.equal({ delivered: 1, pending: 0, dropped: 0 })
    finish()
    await soon()
    await client.flush()
    expect(texts()).to.deep.equal(['hi', 'audited'])
  })

  it('ends without a timeout after 30 s, whatever holds the turn', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { client, adapter, texts } = recorded()
      await adapter.run(directMessage('hi'), async () => void bot.audit(never))
      const flushed = client.flush()
      await clock.tickAsync(30_000)
      expect(await flushed).to.deep.equal({ delivered: 1, pending: 0, dropped: 0 })
      expect(texts()).to.deep.equal(['hi'])
    } finally {
      clock.restore()
    }
  })

  it('waits for no turn in progress, nor for the one that calls it', async () => {
    const { client, adapter, texts } = recorded()
    const nothing = { delivered: 0, pending: 0, dropped: 0 }
    class Flushing {
      @TrackEvent('flushed')
      async flush(): Promise<void> {
        await soon()
        expect(await client.flush()).to.deep.equal(nothing)
      }
    }
    let flushing: Promise<void> | undefined
    await adapter.run(directMessage('hi'), async () => {
      expect(await client.flush()).to.deep.equal(nothing)
      flushing = new Flushing().flush()
    })
    await flushing
    await client.flush()
    expect(texts()).to.deep.equal(['hi', 'flushed'])
  })
})

describe('DashbotMiddleware: a storage that hangs', () => {
  it('holds a turn for 2 s, and is reported', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const storage = { read: () => never, write: async () => {} }
      const { adapter, recording } = directMessages({ storage })
      for (const text of ['Blue', 'Red']) {
        await adapter.processActivity({ ...directMessage(text), value: text }, async () => {})
      }
      await clock.tickAsync(1_999)
      expect(recording.lines).to.deep.equal([])
      await clock.tickAsync(1)
      expect(recording.lines).to.deep.equal(['incoming Blue', 'incoming Red'])
      expect(recording.failures).to.deep.equal(Array(2).fill('The storage of offered buttons failed'))
      expect(recording.errors.map(String)).to.deep.equal(Array(2).fill('Error: no answer within 2000 ms'))
    } finally {
      clock.restore()
    }
  })
})
