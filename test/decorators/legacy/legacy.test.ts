import { expect } from 'chai'
import { TrackEvent, TrackIntent } from '../../../src'
import { directMessages } from '../../support/direct-messages'
import { describeDecorators } from '../describe-decorators'
import * as classes from './tracked-bot'

describeDecorators('legacy', classes as never)

describe('Legacy decorators', () => {
  it('refuse anything but a method, at definition, and name class and member', () => {
    const decorator = TrackIntent('X') as never as (...target: unknown[]) => unknown
    class Bot {
      city = 'Paris'
      run(_arg: unknown): void {}
      get country(): string {
        return ''
      }
    }
    const country = Object.getOwnPropertyDescriptor(Bot.prototype, 'country')
    for (const [target, named] of [
      [[Bot.prototype, 'city'], 'Bot.city'],
      [[Bot.prototype, 'city', undefined], 'Bot.city'],
      [[Bot.prototype, 'country', country], 'Bot.country'],
      [[Bot.prototype, 'run', 0], 'Bot.run'],
      [[Bot], 'Bot'],
      [[Bot, 'shared'], 'Bot.shared'],
    ] as const) {
      expect(() => decorator(...target), named)
        .to.throw(TypeError, `@TrackIntent cannot be put on ${named}: it is not a method.`)
        .with.property('message')
        .that.includes(
          'not arrow functions in fields nor #private methods; standard decorators reach those too',
        )
    }
    expect(() => {
      class Fields {
        // @ts-expect-error no method
        @TrackEvent('x')
        arrow = async (): Promise<void> => {}
      }
      return Fields
    }).to.throw(TypeError, '@TrackEvent cannot be put on Fields.arrow')
  })

  it('say to be put below a decorator that makes a getter of the method', () => {
    const boundMethod = (
      _target: object,
      _member: string,
      { value }: PropertyDescriptor,
    ): PropertyDescriptor => ({
      configurable: true,
      get() {
        return value.bind(this)
      },
    })
    expect(() => {
      class Bot {
        @TrackIntent('X')
        @boundMethod
        run(): void {}
      }
      return Bot
    }).to.throw(TypeError, /Bot\.run.*as @boundMethod does.*put ours below that decorator/)
    class Bot {
      @boundMethod
      @TrackIntent('X')
      run(): string {
        return 'ran'
      }
    }
    const { run } = new Bot()
    expect(run()).to.equal('ran')
  })

  it('keep the metadata that others put on the method, above and below', async () => {
    const note = (key: string) => (_target: object, _member: string, descriptor: PropertyDescriptor) => {
      Reflect.defineMetadata(key, true, descriptor.value)
      descriptor.value[key] = true
    }
    class Bot {
      @note('above')
      @TrackIntent('X')
      @note('below')
      run(): string {
        return 'ran'
      }
    }
    expect(Reflect.getOwnMetadataKeys(Bot.prototype.run)).to.have.members(['above', 'below'])
    expect(Object.keys(Bot.prototype.run)).to.have.members(['above', 'below'])
    expect(Reflect.getMetadata('design:returntype', Bot.prototype, 'run')).to.equal(String)
    const { recording, turn } = directMessages()
    await turn('hi', async () => {
      expect(new Bot().run()).to.equal('ran')
    })
    expect(recording.lines).to.deep.equal(['incoming hi #X'])
  })
})
