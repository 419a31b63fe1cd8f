import { expect } from 'chai'
import { TrackEvent } from '../../src'
import { directMessages } from '../support/direct-messages'

class Bot {
  @TrackEvent('asked')
  ask<Result>(result: Result): Result {
    return result
  }
}

const bot = new Bot()

/** As a library's own promise, kept in a field. */
class Connection {
  // biome-ignore lint/suspicious/noThenProperty: it stands for libraries that have one
  then(...callbacks: Parameters<Promise<string>['then']>): Promise<unknown> {
    return Promise.resolve('open').then(...callbacks)
  }
}

/** As the stream of a language model. */
function tokens(): AsyncIterable<string> {
  return {
    [Symbol.asyncIterator]: () => {
      const texts = ['a']
      return { next: async () => ({ done: texts.length === 0, value: texts.pop() ?? '' }) }
    },
  }
}

function endless(): AsyncIterableIterator<string> {
  let at = 0
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: async () => ({ done: false, value: ++at % 2 === 0 ? 'b' : 'a' }),
    return: async () => ({ done: true, value: undefined }),
  }
}

describe('Decorated methods that return the same object again', () => {
  const ways: readonly (readonly [string, () => unknown, (same: unknown) => Promise<void>])[] = [
    ['a thenable', () => new Connection(), async (same) => void (await same)],
    [
      'a stream',
      () => tokens(),
      async (same) => {
        for await (const _text of same as AsyncIterable<string>);
      },
    ],
    [
      'a stream that is its own iterator',
      () => endless(),
      async (same) => {
        for await (const text of same as AsyncIterable<string>) if (text === 'b') break
      },
    ],
  ]
  for (const [what, create, use] of ways) {
    it(`record each call, in the turn that reads it, without wrapping again: ${what}`, async () => {
      const { recording, turn } = directMessages()
      const shared = create()
      await turn('first', async () => {
        for (let call = 0; call < 20_000; call++) bot.ask(shared)
      })
      await turn('second', async (context) => {
        await use(bot.ask(shared))
        await context.sendActivity('read')
      })
      await turn('third', async () => await use(shared))
      expect(recording.errors).to.deep.equal([])
      expect(recording.lines).to.deep.equal([
        ...['incoming first', 'incoming second', 'event asked', 'outgoing read', 'incoming third'],
      ])
    })
  }

  it('record calls of one turn that wait for the object at the same time', async () => {
    const { recording, turn } = directMessages()
    const shared = new Connection()
    await turn('hi', async () => void (await Promise.all([bot.ask(shared), bot.ask(shared)])))
    expect(recording.lines).to.deep.equal(['incoming hi', 'event asked', 'event asked'])
  })
})
