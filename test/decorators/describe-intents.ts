import { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import { trackIntent } from '../../src'
import { bareAdapter, directMessage, directMessages, rejection } from '../support/direct-messages'
import type { DecoratedClasses } from './decorated-classes'
import type { HandlerBot } from './tracked-bot'

/** What `@TrackIntent` does, whichever mode compiled the classes. */
export function describeIntents(mode: string, { TrackedBot, HandlerBot, Shelf }: DecoratedClasses): void {
  describe(`TrackIntent, ${mode}`, () => {
    it('names the intent of the message that a method handles', async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => {
        expect(await new TrackedBot().named(context)).to.equal(1)
      })
      expect(recording.lines).to.deep.equal(['incoming hi #NAMED'])
    })

    it("takes the method's name by default", async () => {
      const { recording, turn } = directMessages()
      await turn('hi', (context) => new TrackedBot().GREETING(context))
      expect(recording.lines).to.deep.equal(['incoming hi #GREETING', 'outgoing hello'])
    })

    it('resolves inputs and confidence from the call', async () => {
      const { recording, turn } = directMessages()
      await turn('weather in SF?', async (context) => {
        await new TrackedBot().weather(context, 'San Francisco')
      })
      expect(recording.messages('incoming')[0]?.intent).to.deep.equal({
        name: 'WEATHER_QUERY',
        inputs: [
          { name: 'city', value: 'San Francisco' },
          { name: 'length', value: '5' },
        ],
        confidence: 0.9,
      })
    })

    it('names the intent of a method that fails too, and lets the error pass', async () => {
      const { recording, turn } = directMessages()
      let error: unknown
      await turn('weather?', async (context) => {
        error = await rejection(new TrackedBot().weather(context, 'nowhere'))
      })
      expect(error).to.be.an('error').with.property('message', 'no such city')
      expect(recording.messages('incoming')[0]?.intent).to.deep.equal({
        name: 'WEATHER_QUERY',
        inputs: [{ name: 'city', value: 'nowhere' }],
        confidence: 0.1,
      })
    })

    it('tags just the messages sent while the method runs, for two that run at once in one turn', async () => {
      const { recording, turn } = directMessages()
      await turn('weather?', async (context) => {
        const bot = new TrackedBot()
        let go = (): void => {}
        const until = new Promise<void>((resolve) => {
          go = resolve
        })
        const both = Promise.all([
          bot.forecast(context, 'sunny', until),
          bot.forecast(context, 'rainy', until),
        ])
        await context.sendActivity('between')
        go()
        await both
        await context.sendActivity('after')
      })
      const tags = recording
        .messages('outgoing')
        .map(({ text, intent }) => [text, intent?.inputs?.[0]?.value])
      expect(tags).to.have.deep.members([
        ['first sunny', 'sunny'],
        ['first rainy', 'rainy'],
        ['then sunny', 'sunny'],
        ['then rainy', 'rainy'],
        ['between', undefined],
        ['after', undefined],
      ])
    })

    it('lets trackIntent in a method outrank it, for that method alone', async () => {
      const { recording, turn } = directMessages()
      await turn('weather?', async (context) => {
        const until = Promise.resolve().then(() => {})
        await new TrackedBot().forecast(context, 'sunny', until)
        trackIntent(context, 'BY_HAND')
        await new TrackedBot().named(context)
      })
      expect(recording.lines).to.deep.equal([
        'incoming weather? #BY_HAND',
        'outgoing first sunny #WEATHER_RESPONSE',
        'outgoing then sunny #WEATHER_RESPONSE',
      ])
    })

    it('finds the context in any argument, in .context of one, and in the turn around', async () => {
      const { recording, turn } = directMessages()
      const bot = new TrackedBot()
      const step = (context: TurnContext) => ({ context, next: async () => undefined }) as never
      await turn('step', async (context) => void (await bot.step(step(context))))
      await turn('third', (context) => bot.teams([], {}, context))
      await turn('nowhere', () => bot.nowhere())
      await turn('in this', (context) => bot.nowhere.call({ context } as never))
      expect(recording.lines).to.deep.equal([
        'incoming step #STEP',
        'incoming third #THIRD',
        'incoming nowhere #NOWHERE',
        'incoming in this #NOWHERE',
      ])
    })

    it('works unbound, bound, and from the list of handlers', async () => {
      const { recording, turn } = directMessages()
      for (const register of [
        (bot: HandlerBot) => bot.onMessage(bot.handleMessage),
        (bot: HandlerBot) => bot.onMessage(bot.handleMessage.bind(bot)),
        (bot: HandlerBot) => bot.onMessage((context, next) => bot.handleMessage(context, next)),
      ]) {
        const bot = new HandlerBot((created) => void register(created))
        await turn('hi', (context) => bot.run(context))
      }
      expect(recording.lines).to.deep.equal(
        Array(3).fill(['incoming hi #HANDLED', 'outgoing handled']).flat(),
      )
    })

    it('lets the outermost call win where parent and child are both decorated', async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => {
        expect(await new TrackedBot().look(context)).to.equal('child shelf')
      })
      await turn('hi', async (context) => void (await new Shelf().look(context)))
      expect(recording.lines).to.deep.equal([
        'incoming hi #CHILD_QUERY',
        'outgoing a shelf',
        'incoming hi #SHELF_QUERY',
        'outgoing a shelf',
      ])
    })

    it('tracks static methods', async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => {
        expect(await TrackedBot.classwide(context)).to.equal('TrackedBot')
      })
      expect(recording.lines).to.deep.equal(['incoming hi #STATIC'])
    })

    it('returns what the method returned: a value, a promise, a thenable that nobody touched', async () => {
      const { turn } = directMessages()
      const bot = new TrackedBot()
      await turn('hi', async (context) => {
        const value = {}
        expect(bot.sync(context, value)).to.equal(value)
        const promise = Promise.resolve(value)
        expect(bot.promised(context, promise)).to.equal(promise)
        let wasTouched = false
        const lazy = Object.assign(Object.create(null), {
          // biome-ignore lint/suspicious/noThenProperty: a lazy thenable, as query builders are
          then() {
            wasTouched = true
          },
        })
        expect(bot.promised(context, lazy)).to.equal(lazy)
        expect(wasTouched).to.equal(false)
      })
    })

    it('leaves generators as they are, and tags what they send between their steps', async () => {
      const { recording, turn } = directMessages()
      await turn('count', async (context) => {
        const counting = new TrackedBot().count(context)
        expect(Object.prototype.toString.call(counting)).to.equal('[object Generator]')
        expect(counting[Symbol.iterator]()).to.equal(counting)
        for (const sending of counting) {
          await sending
          await context.sendActivity('between')
        }
      })
      const tags = recording.captured.map(({ payload }) => [
        payload.text ?? payload.name,
        payload.intent?.inputs?.[0]?.value,
      ])
      expect(tags).to.deep.equal([
        ['count', undefined],
        ['one', 'done'],
        ['between', undefined],
        ['two', 'done'],
        ['between', undefined],
        ['counted', undefined],
      ])
    })

    it('follows async generators to their end, also where the caller leaves early', async () => {
      for (const [stopAfter, sent] of [
        ['never', ['stream one', 'stream two']],
        ['one', ['stream one']],
      ] as const) {
        const { recording, turn } = directMessages()
        await turn('stream', async (context) => {
          for await (const item of new TrackedBot().stream(context)) {
            if (item === stopAfter) break
          }
        })
        expect(recording.lines).to.deep.equal([
          'incoming stream',
          ...sent.map((text) => `outgoing ${text} #STREAM`),
          'event streamed',
        ])
      }
    })

    it('does nothing for a generator that is never begun', async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => {
        new TrackedBot().count(context)
        new TrackedBot().count(context).return('early')
      })
      expect(recording.lines).to.deep.equal(['incoming hi'])
    })

    it('just runs the method outside of a recorded turn', async () => {
      const { adapter, recording } = bareAdapter()
      const bot = new TrackedBot()
      expect(bot.sync({} as never, bot)).to.equal(bot)
      await adapter.run({ ...directMessage('hi'), channelId: 'slack' }, async (context) => {
        expect(await bot.named(context)).to.equal(1)
      })
      expect(recording.captured).to.deep.equal([])
    })

    it('finds the turn of a cloned context, whose own state is empty', async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => {
        await new TrackedBot().GREETING(new TurnContext(context as never))
      })
      expect(recording.lines).to.deep.equal(['incoming hi #GREETING', 'outgoing hello'])
    })

    it('keeps the name, length and own properties of the method', () => {
      const { weather, named } = TrackedBot.prototype
      expect(weather.name).to.equal('weather')
      expect(weather.length).to.equal(2)
      expect(named.length).to.equal(1)
      expect(Object.hasOwn(named, 'prototype')).to.equal(false)
    })

    it('keeps a rejection that nobody handles as one', async () => {
      const { turn } = directMessages()
      const unhandled: unknown[] = []
      const listeners = process.listeners('unhandledRejection')
      process.removeAllListeners('unhandledRejection')
      process.on('unhandledRejection', (reason) => unhandled.push(reason))
      try {
        await turn('hi', async (context) => {
          void new TrackedBot().weather(context, 'nowhere')
          rejection(new TrackedBot().weather(context, 'nowhere')).catch(() => {})
        })
        await new Promise((resolve) => setImmediate(resolve))
      } finally {
        process.removeAllListeners('unhandledRejection')
        for (const listener of listeners) process.on('unhandledRejection', listener)
      }
      expect(unhandled.map(String)).to.deep.equal(['Error: no such city'])
    })

    it('waits for a tracked method that outlives its turn', async () => {
      const { recording, turn } = directMessages()
      let finish = (): void => {}
      let working: Promise<unknown> = Promise.resolve()
      await turn('hi', async (context) => {
        const until = new Promise<void>((resolve) => {
          finish = resolve
        })
        working = rejection(new TrackedBot().forecast(context, 'sunny', until))
        await context.sendActivity('working on it')
      })
      expect(recording.lines).to.deep.equal([])
      finish()
      await working
      expect(recording.lines).to.deep.equal([
        'incoming hi',
        'outgoing first sunny #WEATHER_RESPONSE',
        'outgoing working on it',
      ])
    })
  })
}
