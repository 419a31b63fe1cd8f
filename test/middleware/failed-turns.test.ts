import type { Activity, TurnContext } from 'botbuilder'
import { expect } from 'chai'
import sinon from 'sinon'
import { DashbotMiddleware, trackEvent, trackIntent } from '../../src'
import { SqliteInbox, sign, TwitterAdapter } from '../../src/twitter'
import { bareAdapter, directMessage, type Logic, rejection } from '../support/direct-messages'
import { makeDirectory, removeDirectory } from '../support/directory'
import { RecordingClient } from '../support/recording-client'
import { until } from '../support/until'
import { messageBody, messageEvent } from '../twitter/support/events'
import { RecordingClient as RecordingX } from '../twitter/support/recording-client'
import { secret } from '../twitter/support/webhook-server'

const fails = async (): Promise<never> => {
  throw new Error('the database is away')
}

describe('DashbotMiddleware: turns that run again', () => {
  let clock: sinon.SinonFakeTimers
  let harness: ReturnType<typeof bareAdapter>

  beforeEach(() => {
    harness = bareAdapter()
    clock = sinon.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    })
  })

  afterEach(() => clock.restore())

  const run = (id: string, logic: Logic, fields: Partial<Activity> = {}) =>
    harness.adapter.run({ ...directMessage(`message ${id}`), id, ...fields }, logic)
  const failing = (id: string, logic: Logic = async () => {}, fields: Partial<Activity> = {}) =>
    rejection(
      run(
        id,
        async (context) => {
          await logic(context)
          await fails()
        },
        fields,
      ),
    )

  it('report the message once, with the intent that is named at last', async () => {
    await failing('1')
    clock.tick(1_000)
    await run('1', async (context) => {
      trackIntent(context, 'Weather')
      await context.sendActivity('sunny')
    })
    expect(harness.recording.lines).to.deep.equal(['incoming message 1 #Weather', 'outgoing sunny'])
    expect(harness.recording.messages('incoming')[0]).to.not.have.property('dashbot_timestamp')
  })

  it('report the message when it was said', async () => {
    const said = Date.now()
    await failing('1')
    clock.tick(10_000)
    await run('1', async (context) => void (await context.sendActivity('sunny')))
    expect(harness.recording.messages('incoming')[0]?.dashbot_timestamp).to.equal(said)
  })

  it('report the message with the first try where that named an intent or answered', async () => {
    for (const [id, logic] of [
      ['1', async (context: TurnContext) => trackIntent(context, 'Weather')],
      ['2', async (context: TurnContext) => void (await context.sendActivity('one moment'))],
    ] as const) {
      harness = bareAdapter()
      await failing(id, logic)
      const first = harness.recording.lines
      await failing(id, logic)
      await run(id, async (context) => {
        await logic(context)
        await context.sendActivity('done')
      })
      expect(first[0]).to.match(/^incoming/)
      expect(harness.recording.lines.filter((line) => line.startsWith('incoming'))).to.have.length(1)
      expect(harness.recording.lines.at(-1)).to.equal('outgoing done')
      expect(harness.recording.errors).to.deep.equal([])
    }
  })

  it('say so where a later try names another intent than the one that was reported', async () => {
    await failing('1', async (context) => trackIntent(context, 'Weather'))
    await run('1', async (context) => trackIntent(context, 'News'))
    expect(harness.recording.lines).to.deep.equal(['incoming message 1 #Weather'])
    expect(String(harness.recording.errors[0])).to.contain('News')
  })

  it('report the events of each try, since what they say happened each time', async () => {
    const buys = (context: TurnContext) => trackEvent(context, { type: 'customEvent', name: 'bought' })
    await failing('1', async (context) => buys(context))
    await run('1', async (context) => buys(context))
    expect(harness.recording.lines).to.deep.equal(['incoming message 1', 'event bought', 'event bought'])
  })

  it('report the message where no other try comes: soon, or when the client is flushed or closed', async () => {
    await failing('1')
    expect(harness.recording.lines).to.deep.equal([])
    clock.tick(15_000)
    expect(harness.recording.lines).to.deep.equal(['incoming message 1'])
    for (const occasion of ['flush', 'close'] as const) {
      harness = bareAdapter()
      await failing('1')
      await harness.recording.drain(occasion)
      expect(harness.recording.lines).to.deep.equal(['incoming message 1'])
      await run('1', async () => {})
      expect(harness.recording.lines).to.deep.equal(['incoming message 1'])
    }
  })

  it('keep the order of the conversation', async () => {
    await failing('1')
    await run('2', async (context) => void (await context.sendActivity('two')))
    await run('1', async (context) => void (await context.sendActivity('one')))
    expect(harness.recording.lines).to.deep.equal([
      'incoming message 1',
      'incoming message 2',
      'outgoing two',
      'outgoing one',
    ])
  })

  it('count as other messages where the id, the text or the conversation differs, or without an id', async () => {
    const other = { conversation: { id: 'elsewhere' } } as Partial<Activity>
    await failing('1')
    await failing('1', async () => {}, other)
    await failing('2')
    await failing('1', async () => {}, { text: 'something else' })
    await failing('', async () => {})
    await run('', async () => {})
    await run('3', async () => {})
    await harness.recording.drain('flush')
    expect(harness.recording.lines).to.have.length(7)
  })

  it('report a message again that is said again after its turn went well', async () => {
    await failing('1')
    await run('1', async () => {})
    await run('1', async () => {})
    expect(harness.recording.lines).to.deep.equal(['incoming message 1', 'incoming message 1'])
  })

  it('report what a person wrote in the account once', async () => {
    const echo = { type: 'event', name: 'echo', value: { text: 'a person' } } as Partial<Activity>
    await failing('1', async () => {}, echo)
    await run('1', async () => {}, echo)
    await harness.recording.drain('flush')
    expect(harness.recording.lines).to.deep.equal(['outgoing a person'])
  })
})

describe('A turn that a durable inbox runs again', () => {
  it('is one message, with its intent, and what each try sent', async () => {
    const directory = makeDirectory()
    const errors: unknown[] = []
    const adapter = new TwitterAdapter({
      consumerSecret: secret,
      client: new RecordingX(),
      inbox: new SqliteInbox({ path: `${directory}/inbox.db` }),
      onError: (error) => errors.push(error),
    })
    const recording = new RecordingClient()
    adapter.use(new DashbotMiddleware(recording.client))
    let tries = 0
    const body = JSON.stringify(messageBody(messageEvent('weather?')))
    const headers = { 'x-twitter-webhooks-signature': sign(secret, body) }
    await adapter.handle({ method: 'POST', url: '/', headers, body }, async (context) => {
      tries++
      if (tries === 1) await fails()
      trackIntent(context, 'Weather')
      await context.sendActivity(`sunny, by try ${tries}`)
    })
    await until('the second try', () => tries === 2)
    await adapter.close()
    removeDirectory(directory)
    expect(recording.lines).to.deep.equal(['incoming weather? #Weather', 'outgoing sunny, by try 2'])
    expect(errors).to.have.length(1)
  })
})
