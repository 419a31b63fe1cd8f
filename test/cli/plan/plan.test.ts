import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import { UsageError } from '../../../src/cli/command'
import { loadPlan } from '../../../src/cli/plan/load'
import { plan } from '../../../src/cli/plan/plan'
import { printPlan } from '../../../src/cli/plan/print'
import { trackedHandlers } from '../../../src/decorators/declarations'
import { ConfigError } from '../../../src/errors'
import { TrackedBot } from '../../decorators/tracked-bot'
import { rejection } from '../../support/direct-messages'
import { makeDirectory, removeDirectory } from '../../support/directory'

describe('botbuilder-dashbot plan', () => {
  let directory: string

  beforeEach(() => {
    directory = makeDirectory()
  })

  afterEach(() => removeDirectory(directory))

  async function run(...args: string[]): Promise<{ code: number; out: string; errors: string }> {
    const log = sinon.stub(console, 'log')
    const error = sinon.stub(console, 'error')
    try {
      const code = await plan.run(args)
      const text = ({ args }: sinon.SinonStub): string => args.map(([line]) => String(line)).join('\n')
      return { code, out: text(log), errors: text(error) }
    } finally {
      log.restore()
      error.restore()
    }
  }

  function module(name: string, source: string): string {
    const path = join(directory, name)
    writeFileSync(path, source)
    return path
  }

  const from = (file: string): string => JSON.stringify(join(__dirname, '../../../src/decorators', file))
  const small = (intent: string): string => `
    const { TrackIntent } = require(${from('track-intent.js')})
    const { TrackEvent } = require(${from('track-event.js')})
    class Base { run() {} }
    TrackIntent({ name: ${JSON.stringify(intent)}, inputs: { city: 1, day: 2 } })(
      Base.prototype, 'run', Object.getOwnPropertyDescriptor(Base.prototype, 'run'))
    class Bot extends Base { pay() {} static all() {} }
    TrackEvent({ type: 'revenueEvent', amount: () => 1 })(
      Bot.prototype, 'pay', Object.getOwnPropertyDescriptor(Bot.prototype, 'pay'))
    TrackIntent({ name: () => 'x', direction: 'outgoing', inputs: () => ({}) })(
      Bot, 'all', Object.getOwnPropertyDescriptor(Bot, 'all'))
    setInterval(() => {}, 1000)
    `

  it('finds classes in a namespace that a module exports', async () => {
    const exported = `${small('WEATHER')} module.exports = { dialogs: Object.assign(Object.create(null), { Bot }) }`
    const { code, out } = await run(module('bot.js', exported))
    expect(code).to.equal(0)
    expect(out).to.contain('WEATHER')
  })

  it('says what loads TypeScript where a module of it cannot be loaded', async () => {
    const error = await rejection(loadPlan(module('bot.mts', 'export class Bot { @broken }')))
    expect(error).to.be.instanceOf(ConfigError)
    expect(String(error)).to.contain("NODE_OPTIONS='--import tsx'")
  })

  it('prints the intents and events of the exported classes as tables', async () => {
    const { code, out } = await run(module('bot.js', `${small('WEATHER')} module.exports = { Base, Bot }`))
    expect(code).to.equal(0)
    expect(out.split('\n')).to.deep.equal([
      'Intents',
      'Intent      Direction  Inputs      Declared at',
      '----------  ---------  ----------  --------------',
      'WEATHER     incoming   city, day   Base.run',
      '(computed)  outgoing   (computed)  static Bot.all',
      '',
      'Events',
      'Event  Type          On       Declared at',
      '-----  ------------  -------  -----------',
      'pay    revenueEvent  success  Bot.pay',
    ])
  })

  it('finds the classes of instances, of a default export and of ES modules', async () => {
    const commonJs = module('bot.js', `${small('WEATHER')} module.exports = { bot: new Bot() }`)
    const esModule = module(
      'bot.mjs',
      `import exported from './bot.js'; export default exported.bot.constructor`,
    )
    const { out } = await run(commonJs, '--json')
    expect(JSON.parse(out).map(({ name }: { name?: string }) => name)).to.have.members([
      'WEATHER',
      undefined,
      'pay',
    ])
    expect((await run(esModule, '--json')).out).to.equal(out)
  })

  it('prints Markdown, and a file with it passes the check until the plan changes', async () => {
    const bot = module('bot.js', `${small('WEATHER')} module.exports = { Bot }`)
    const { out } = await run(bot, '--markdown')
    expect(out).to.include('# Tracking plan\n\n## Intents\n\n| Intent | Direction | Inputs | Declared at |\n')
    const file = module('tracking-plan.md', `${out}\n`.replaceAll('\n', '\r\n'))
    expect(await run(bot, '--check', file)).to.deep.equal({ code: 0, out: '', errors: '' })

    const changed = module('bot.js', `${small('A|FORECAST')} module.exports = { Bot }`)
    const { code, errors } = await run(changed, '--check', file)
    expect(code).to.equal(1)
    expect(errors.split('\n').slice(1)).to.deep.equal([
      '- | WEATHER | incoming | city, day | Base.run |',
      '+ | A\\|FORECAST | incoming | city, day | Base.run |',
    ])
  })

  it('checks JSON and tables too, and fails for a file that is not there or in another order', async () => {
    const bot = module('bot.js', `${small('WEATHER')} module.exports = { Bot }`)
    const handlers = await loadPlan(bot)
    const json = module('plan.json', printPlan(handlers, 'json'))
    const table = printPlan(handlers, 'table')
    const reversed = module('plan.txt', table.split('\n').reverse().join('\n'))
    expect((await run(bot, '--check', json)).code).to.equal(0)
    expect((await run(bot, '--check', reversed)).errors).to.match(/in another order$/)
    expect((await run(bot, '--check', join(directory, 'none.txt'))).code).to.equal(1)
  })

  it('prints what standard decorators declare', () => {
    const table = printPlan(trackedHandlers(TrackedBot), 'table')
    expect(table).to.match(/^WEATHER_QUERY +incoming +\(computed\) +TrackedBot.weather$/m)
    expect(table).to.match(/^boughtSandwich +revenueEvent +success +TrackedBot.buy$/m)
  })

  it('fails where nothing is tracked, or the module breaks or ends the process', async () => {
    const { code, errors } = await run(module('empty.js', 'module.exports = { nothing: null, n: 1, f() {} }'))
    expect(code).to.equal(1)
    expect(errors).to.match(/exports no class with tracked methods/)
    for (const [source, why] of [
      ['throw new Error("broken")', 'broken'],
      ['throw "a string"', 'a string'],
      ['process.exit(0)', 'it ended the process'],
    ] as const) {
      const error = await rejection(run(module('broken.js', source)))
      expect(error).to.be.an.instanceOf(ConfigError).with.property('message').that.includes(why)
    }
  })

  it('explains how it is called', async () => {
    for (const args of [[], ['a', 'b'], ['a', '--json', '--markdown'], ['a', '--yaml']]) {
      expect(await rejection(plan.run(args)), args.join(' ')).to.be.an.instanceOf(UsageError)
    }
  })
})
