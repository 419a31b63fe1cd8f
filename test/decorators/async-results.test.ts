import { expect } from 'chai'
import { TrackEvent, TrackIntent } from '../../src'
import { directMessages, rejection } from '../support/direct-messages'

type Outcome = () => Promise<unknown>

/** As queries of Prisma and Drizzle: runs each time that `then` is called, and `catch` does not call it. */
class Query {
  runs = 0
  readonly #outcome: Outcome

  constructor(outcome: Outcome) {
    this.#outcome = outcome
  }

  limit(): this {
    return this
  }

  // biome-ignore lint/suspicious/noThenProperty: it stands for libraries that have one
  then(...callbacks: Parameters<Promise<unknown>['then']>): Promise<unknown> {
    return this.exec().then(...callbacks)
  }

  catch(onRejected: (error: unknown) => unknown): Promise<unknown> {
    return this.#run().catch(onRejected)
  }

  finally(done: () => void): Promise<unknown> {
    return this.#run().finally(done)
  }

  exec(): Promise<unknown> {
    return this.#run()
  }

  #run(): Promise<unknown> {
    this.runs += 1
    return this.#outcome()
  }
}

class Bot {
  @TrackEvent({ type: 'customEvent', name: 'asked', extraInfo: ({ result }) => ({ result }) })
  @TrackEvent({
    type: 'customEvent',
    name: 'failed',
    on: 'failure',
    extraInfo: ({ error }) => ({ why: `${error}` }),
  })
  ask<Result>(result: Result): Result {
    return result
  }

  @TrackIntent({ name: 'STREAMED', inputs: () => ({ until: 'end' }) })
  stream<Result>(result: Result): Result {
    return result
  }
}

const failure = new Error('no database')
const bot = new Bot()

describe('Decorated methods that return what is not a promise', () => {
  const ways: readonly (readonly [string, (query: Query) => unknown])[] = [
    ['await', async (query) => await query],
    ['then', (query) => query.then(undefined, undefined)],
    ['catch', (query) => query.catch(() => 'rows')],
    ['finally', (query) => query.finally(() => {})],
    ['exec', (query) => query.exec()],
    ['await after more of the query was built', async (query) => await query.limit()],
  ]
  for (const [way, use] of ways) {
    it(`record a query when it has run, once: ${way}`, async () => {
      const { recording, turn } = directMessages()
      const query = new Query(async () => 'rows')
      await turn('hi', async (context) => {
        const same = bot.ask(query)
        expect(same).to.equal(query)
        expect(query.runs).to.equal(0)
        await context.sendActivity('asking')
        expect(await use(same)).to.equal('rows')
      })
      expect(query.runs).to.equal(1)
      expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing asking', 'event asked'])
      expect(recording.captured.at(-1)?.payload).to.have.deep.property('extraInfo', { result: 'rows' })
    })
  }

  const failing: readonly (readonly [string, (query: Query) => Promise<unknown>])[] = [
    ['await', async (query) => await rejection(Promise.resolve(query as PromiseLike<unknown>))],
    ['catch', async (query) => await query.catch((error) => error)],
    ['exec', async (query) => await rejection(query.exec())],
  ]
  for (const [way, use] of failing) {
    it(`record the failure of a query, and let it pass: ${way}`, async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async () => {
        expect(await use(bot.ask(new Query(() => Promise.reject(failure))))).to.equal(failure)
      })
      expect(recording.lines).to.deep.equal(['incoming hi', 'event failed'])
      expect(recording.captured.at(-1)?.payload).to.have.deep.property('extraInfo', {
        why: 'Error: no database',
      })
    })
  }

  it("follow the promise of a library's own that an operation returns", async () => {
    const { recording, turn } = directMessages()
    const query = new Query(async () => 'rows')
    Object.assign(query, { finally: () => new Query(async () => 'rows') })
    await turn('hi', async () => {
      expect(await bot.ask(query).finally(() => {})).to.equal('rows')
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'event asked'])
  })

  it('neither run nor wait for a query that nobody runs', async () => {
    const { recording, turn } = directMessages()
    const query = new Query(async () => 'rows')
    await turn('hi', async () => void bot.ask(query))
    expect(recording.lines).to.deep.equal(['incoming hi'])
    expect(query.runs).to.equal(0)
  })

  it('run the caller’s callbacks in the caller’s context, not as a part of the method', async () => {
    const { recording, turn } = directMessages()
    class Sender {
      @TrackIntent({ name: 'QUERY', direction: 'outgoing' })
      find(query: Query): Query {
        return query
      }
    }
    await turn('hi', async (context) => {
      const query = new Query(async () => void (await context.sendActivity('inside')))
      await new Sender().find(query).then(() => context.sendActivity('outside'))
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing inside #QUERY', 'outgoing outside'])
  })

  it('take an object that cannot be followed for a value', async () => {
    const { recording, turn } = directMessages()
    const frozen = Object.freeze(new Query(async () => 'rows'))
    await turn('hi', async () => void expect(bot.ask(frozen)).to.equal(frozen))
    expect(recording.lines).to.deep.equal(['incoming hi', 'event asked'])
  })

  /** As the stream of a language model: iterable more than once, and no generator. */
  function tokens(texts: readonly string[], end?: Error) {
    return {
      [Symbol.asyncIterator]() {
        let at = 0
        return {
          async next(): Promise<IteratorResult<string, undefined>> {
            const value = texts[at++]
            if (value === undefined && end !== undefined) throw end
            return value === undefined ? { done: true, value: undefined } : { done: false, value }
          },
          async return(): Promise<IteratorResult<string, undefined>> {
            return { done: true, value: undefined }
          },
        }
      },
    }
  }

  it('record a stream at its end, with the intent that is known then', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async (context) => {
      for await (const text of bot.stream(bot.ask(tokens(['a', 'b'])))) await context.sendActivity(text)
    })
    expect(recording.lines).to.deep.equal([
      'incoming hi #STREAMED',
      'outgoing a',
      'outgoing b',
      'event asked',
    ])
    expect(recording.messages('incoming')[0]?.intent?.inputs).to.deep.equal([{ name: 'until', value: 'end' }])
  })

  it('record a stream that its reader leaves, and one that fails', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async () => {
      for await (const _text of bot.ask(tokens(['a', 'b']))) break
      const read = async (): Promise<void> => {
        for await (const _text of bot.ask(tokens(['a'], failure)));
      }
      expect(await rejection(read())).to.equal(failure)
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'event asked', 'event failed'])
  })

  it('neither read nor wait for a stream that nobody reads', async () => {
    const { recording, turn } = directMessages()
    await turn('hi', async () => void bot.ask(tokens(['a'])))
    expect(recording.lines).to.deep.equal(['incoming hi'])
  })

  it('record a query that its caller reads with for await', async () => {
    const { recording, turn } = directMessages()
    const query = Object.assign(new Query(async () => 'rows'), tokens(['a', 'b']))
    await turn('hi', async (context) => {
      for await (const text of bot.ask(query)) await context.sendActivity(text)
    })
    expect(query.runs).to.equal(0)
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing a', 'outgoing b', 'event asked'])
  })

  it('take a hostile object for a value', async () => {
    const { recording, turn } = directMessages()
    const hostile = new Proxy(new Query(async () => 'rows'), {
      defineProperty: () => {
        throw new Error('no properties here')
      },
    })
    const broken = {
      get [Symbol.asyncIterator]() {
        throw new Error('no iterator here')
      },
    }
    await turn('hi', async () => {
      for (let call = 0; call < 2; call++) for (const value of [hostile, broken]) bot.ask<unknown>(value)
    })
    expect(recording.lines).to.deep.equal(['incoming hi', ...Array(4).fill('event asked')])
  })

  it('record a call whose operation throws as failed', async () => {
    const { recording, turn } = directMessages()
    const query = Object.assign(new Query(async () => 'rows'), {
      exec: () => {
        throw failure
      },
    })
    await turn('hi', async () => void expect(() => bot.ask(query).exec()).to.throw(failure))
    expect(recording.lines).to.deep.equal(['incoming hi', 'event failed'])
  })

  it('record at once what else returns: a stream of the web, a cursor, an observable, a list', async () => {
    const { recording, turn } = directMessages()
    const observable = { subscribe: () => {}, pipe: () => {} }
    const cursor = { ...tokens(['a']), toArray: async () => ['a'] }
    await turn('hi', async () => {
      for (const value of [new ReadableStream(), cursor, observable, [1], undefined]) bot.ask<unknown>(value)
    })
    expect(recording.lines).to.deep.equal(['incoming hi', ...Array(5).fill('event asked')])
  })
})
