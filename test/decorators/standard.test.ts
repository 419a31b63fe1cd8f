import { expect } from 'chai'
import { TrackEvent, TrackIntent, trackedHandlers } from '../../src'
import { directMessages } from '../support/direct-messages'
import { describeDecorators } from './describe-decorators'
import * as classes from './tracked-bot'

describeDecorators('standard', classes)

describe('Standard decorators', () => {
  it('track arrow functions in fields, and #private methods', async () => {
    class FieldBot {
      @TrackEvent('arrowed')
      arrow = async (name: string): Promise<string> => `${name} ${this.suffix}`

      suffix = 'of this bot'

      @TrackIntent({ inputs: ({ args: [text] }) => ({ text }) })
      #hidden(text: string): string {
        return text
      }

      show(text: string): string {
        return this.#hidden(text)
      }

      @TrackIntent('CLASSWIDE')
      static field = (): string => 'static'
    }
    const { recording, turn } = directMessages()
    await turn('hi', async () => {
      const bot = new FieldBot()
      expect(await bot.arrow('x')).to.equal('x of this bot')
      expect(bot.show('seen')).to.equal('seen')
    })
    expect(recording.lines).to.deep.equal(['incoming hi #hidden', 'event arrowed'])
    expect(FieldBot.field()).to.equal('static')
    expect(trackedHandlers(FieldBot).map(({ method, name }) => [method, name])).to.have.deep.members([
      ['field', 'CLASSWIDE'],
      ['#hidden', 'hidden'],
      ['arrow', 'arrowed'],
    ])
  })

  type Decorator = (target: unknown, context: object) => (...args: unknown[]) => unknown
  const decorators = (): readonly Decorator[] => [TrackIntent('ASKED') as never, TrackEvent('asked') as never]

  /** Puts the decorators on a method as a compiler does that gives them no metadata. */
  function compiled(context: object): new () => { ask(): void } {
    class Bot {
      ask(): void {}
    }
    for (const decorator of decorators()) {
      Bot.prototype.ask = decorator(Bot.prototype.ask, {
        kind: 'method',
        name: 'ask',
        ...context,
      }) as () => void
    }
    return Bot
  }

  for (const [version, context] of [
    ['2022-03', { static: false, private: false, addInitializer: () => {} }],
    ['2021-12', { isStatic: false, isPrivate: false, getMetadata: () => {}, setMetadata: () => {} }],
  ] as const) {
    it(`have a tracking plan with Babel's decorators of ${version}, which have no metadata`, async () => {
      const Bot = compiled(context)
      class Child extends Bot {}
      for (const botClass of [Bot, Child]) {
        expect(
          trackedHandlers(botClass).map(({ className, kind, name, method, isStatic }) => ({
            className,
            kind,
            name,
            method,
            isStatic,
          })),
        ).to.deep.equal([
          { className: 'Bot', kind: 'intent', name: 'ASKED', method: 'ask', isStatic: false },
          { className: 'Bot', kind: 'event', name: 'asked', method: 'ask', isStatic: false },
        ])
      }
      const { recording, turn } = directMessages()
      await turn('hi', async () => new Bot().ask())
      expect(recording.lines).to.deep.equal(['incoming hi #ASKED', 'event asked'])
    })
  }

  it('warn once of what a plan misses without metadata', async () => {
    const warnings: string[] = []
    const listen = (warning: Error) => warnings.push(warning.message)
    process.on('warning', listen)
    const [decorator] = decorators()
    decorator?.(undefined, { kind: 'field', name: 'arrow', static: false })
    decorator?.(() => {}, { kind: 'method', name: '#hidden', static: false })
    for (let reads = 0; reads < 2; reads++) trackedHandlers(class Bot {})
    await new Promise(setImmediate)
    process.off('warning', listen)
    expect(warnings.filter((message) => message.includes('Tracking plans'))).to.deep.equal([
      'Tracking plans miss arrow, #hidden: the compiler gives decorators no metadata. ' +
        "Use TypeScript 5.2 or later, or Babel's decorators of version 2023-05 or later",
    ])
  })

  it('refuse anything but a method, at definition, and name it', () => {
    const decorator = TrackIntent('X') as never as (target: unknown, context: unknown) => unknown
    expect(() => {
      class Bot {
        // @ts-expect-error a getter is not a method
        @TrackIntent('X')
        get city(): string {
          return ''
        }
      }
      return Bot
    }).to.throw(
      TypeError,
      /@TrackIntent cannot be put on city, which is a getter.*put ours below that decorator/,
    )
    expect(() => decorator(class Bot {}, { kind: 'class', name: 'Bot' })).to.throw(TypeError, /the class Bot/)
    expect(() => {
      class Bot {
        // @ts-expect-error no function
        @TrackEvent('x')
        static city = 'Paris'

        run(): void {}
      }
      return Bot
    }).to.throw(TypeError, '@TrackEvent cannot be put on Bot.city: it holds no function.')
  })
})
