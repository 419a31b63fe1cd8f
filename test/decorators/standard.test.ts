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

  it('refuse what is no method, at definition, and name it', () => {
    const decorator = TrackIntent('X') as never as (target: unknown, context: unknown) => unknown
    expect(() => {
      class Bot {
        // @ts-expect-error a getter is no method
        @TrackIntent('X')
        get city(): string {
          return ''
        }
      }
      return Bot
    }).to.throw(TypeError, /@TrackIntent cannot be put on city, which is a getter/)
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
