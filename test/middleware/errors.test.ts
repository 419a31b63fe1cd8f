import { TestAdapter } from 'botbuilder'
import { expect } from 'chai'
import { DashbotMiddleware } from '../../src'
import { bareAdapter, directMessage, directMessages, type Logic, rejection } from '../support/direct-messages'
import { RecordingClient } from '../support/recording-client'

describe('DashbotMiddleware: errors', () => {
  it("passes the bot's own error on, and still reports the turn", async () => {
    const { recording, turn } = directMessages()
    const error = new Error('the bot broke')
    const seen = await rejection(
      turn('hi', async (context) => {
        await context.sendActivity('one moment')
        throw error
      }),
    )
    expect(seen).to.equal(error)
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing one moment'])
    expect(recording.errors).to.deep.equal([])
  })

  it('passes on what is thrown that is no Error', async () => {
    const { turn } = directMessages()
    expect(await rejection(turn('hi', () => Promise.reject('a string')))).to.equal('a string')
  })

  it('records what onTurnError sends', async () => {
    const { adapter, recording, turn } = directMessages()
    adapter.onTurnError = async (context) => {
      await context.sendActivity('something went wrong')
    }
    await turn('hi', () => Promise.reject(new Error('the bot broke')))
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing something went wrong'])
  })

  it('passes on the error of a failed send, and records nothing of it', async () => {
    const { adapter, recording, turn } = directMessages()
    const error = new Error('the channel refused')
    adapter.sendActivities = () => Promise.reject(error)
    await turn('hi', async (context) => {
      expect(await rejection(context.sendActivity('hello'))).to.equal(error)
    })
    expect(recording.lines).to.deep.equal(['incoming hi'])
  })

  it('records messages that were sent although the call failed after that', async () => {
    const { adapter, recording, turn } = directMessages()
    adapter.sendActivities = async (_context, [first]) => {
      Object.assign(first ?? {}, { id: 'sent' })
      throw new Error('failed halfway')
    }
    await turn('hi', async (context) => {
      await rejection(context.sendActivities([{ text: 'one' }, { text: 'two' }]))
    })
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing one'])
  })

  it('counts a send that nobody awaited, and that the end of the turn caught, as sent', async () => {
    const { adapter, recording, turn } = directMessages()
    let deliver = (): void => {}
    adapter.sendActivities = async (_context, activities) => {
      await new Promise<void>((resolve) => {
        deliver = resolve
      })
      return activities.map((_activity, index) => ({ id: `sent ${index}` }))
    }
    let sending: Promise<unknown> = Promise.resolve()
    await turn('hi', async (context) => {
      sending = rejection(context.sendActivity('late'))
    })
    expect(recording.lines).to.deep.equal(['incoming hi'])
    deliver()
    expect(await sending).to.be.an.instanceOf(TypeError)
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing late'])
  })
})

describe('DashbotMiddleware: bad input', () => {
  const logic: Logic = async (context) => {
    await context.sendActivity('hello')
  }

  it('lets the bot answer whatever the activity lacks', async () => {
    for (const field of ['from', 'recipient', 'conversation', 'text', 'id'] as const) {
      const { adapter, recording } = bareAdapter()
      const activity = { ...directMessage('hi') }
      delete activity[field]
      await adapter.run(activity, logic)
      expect(adapter.sent, field).to.have.length(1)
      expect(recording.captured.length + recording.errors.length, field).to.equal(2)
    }
  })

  it('runs the turn untouched where the activity cannot even be read', async () => {
    const { adapter, recording } = bareAdapter()
    const broken = directMessage('hi')
    let reads = 0
    Object.defineProperty(broken, 'channelId', {
      get() {
        reads += 1
        throw new Error('a getter')
      },
    })
    let ran = false
    await adapter.run(broken, async () => {
      ran = true
    })
    expect({ ran, reads }).to.deep.equal({ ran: true, reads: 1 })
    expect(recording.errors).to.have.length(1)
  })

  it('copes with responses of every form, and passes them on as they are', async () => {
    for (const responses of [undefined, null, [], [{}], [{ id: '' }], [{ id: undefined }]]) {
      const { adapter, recording } = bareAdapter()
      adapter.answer = async () => responses as never
      await adapter.run(directMessage('hi'), async (context) => {
        expect(await context.sendActivities([{ text: 'one' }, { text: 'two' }])).to.equal(responses)
      })
      expect(recording.lines, JSON.stringify(responses)).to.deep.equal([
        'incoming hi',
        'outgoing one',
        'outgoing two',
      ])
    }
  })

  it("takes a message's id from the activity, else from the response, else makes one up", async () => {
    const { adapter, recording } = bareAdapter()
    await adapter.run(directMessage('hi'), async (context) => {
      adapter.answer = async () => [{ id: 'from the response' }]
      await context.sendActivity('one')
      adapter.answer = async ([activity]) => {
        Object.assign(activity ?? {}, { id: 'own' })
        return []
      }
      await context.sendActivity('two')
      adapter.answer = async () => []
      await context.sendActivity('three')
    })
    const ids = recording.messages('outgoing').map(({ platformJson }) => {
      return (platformJson as { activity: { id: string } }).activity.id
    })
    expect(ids.slice(0, 2)).to.deep.equal(['from the response', 'own'])
    expect(ids[2]).to.match(/^[0-9a-f-]{36}$/)
  })

  it('records nothing twice where it is installed twice', async () => {
    const recording = new RecordingClient()
    const adapter = new TestAdapter(async () => {})
    adapter.use(new DashbotMiddleware(recording.client), new DashbotMiddleware(recording.client))
    await adapter.processActivity(directMessage('hi'), logic)
    expect(recording.lines).to.deep.equal(['incoming hi', 'outgoing hello'])
  })
})
