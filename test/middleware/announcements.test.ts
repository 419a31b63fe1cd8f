import { expect } from 'chai'
import sinon from 'sinon'
import { ConfigError, DashbotClient, DashbotMiddleware, MemoryTransport } from '../../src'
import { BareAdapter, bareAdapter, directMessage } from '../support/direct-messages'

const on = (channelId: string) => ({ ...directMessage('hi'), channelId })
const messagesOf = (errors: readonly unknown[]): string[] => errors.map((error) => Object(error).message)

describe('DashbotMiddleware: what is not recorded', () => {
  it('is announced once a channel, with the channels that are', async () => {
    const { adapter, recording } = bareAdapter()
    for (const channel of ['emulator', 'emulator', 'msteams']) await adapter.run(on(channel), async () => {})
    expect(messagesOf(recording.errors)).to.deep.equal([
      "turns of channel 'emulator' are not recorded; channels is ['twitter']",
      "turns of channel 'msteams' are not recorded; channels is ['twitter']",
    ])
  })

  it('becomes a process warning where the client has no onError, and only then', async () => {
    const warn = sinon.stub(process, 'emitWarning')
    try {
      const onError = sinon.spy()
      for (const options of [{}, { onError }]) {
        const client = new DashbotClient({ transport: new MemoryTransport(), ...options })
        const adapter = new BareAdapter()
        adapter.use(new DashbotMiddleware(client))
        await adapter.run(on('emulator'), async () => {})
      }
      expect(warn.callCount).to.equal(1)
      expect(warn.firstCall.args[0]).to.include("channel 'emulator'")
      expect(onError.args.map(([{ code }]) => code)).to.deep.equal(['ERR_DASHBOT_CAPTURE'])
    } finally {
      warn.restore()
    }
  })

  it('is named where the activity has no channel at all', async () => {
    const { adapter, recording } = bareAdapter()
    await adapter.run({ ...directMessage('hi'), channelId: undefined as never }, async () => {})
    expect(messagesOf(recording.errors)[0]).to.include('turns without a channel are not recorded')
  })

  for (const channels of [['Twitter'], ['X'], ['x', 'slack'], ['*']]) {
    it(`is nothing of Twitter's where channels is ${JSON.stringify(channels)}`, async () => {
      const { adapter, recording } = bareAdapter({ channels })
      for (const channel of ['twitter', 'TWITTER', 'x']) await adapter.run(on(channel), async () => {})
      expect(recording.lines).to.deep.equal(Array(3).fill('incoming hi'))
      expect(recording.captured.map(({ conversation }) => conversation)).to.deep.equal(
        Array(3).fill('1234858592'),
      )
    })
  }

  for (const channels of [[], [''], 'twitter', [7]]) {
    it(`cannot be asked for with channels: ${JSON.stringify(channels)}`, () => {
      const client = new DashbotClient({ enabled: false })
      expect(() => new DashbotMiddleware(client, { channels } as never))
        .to.throw(ConfigError, 'channels must be an array of channel ids')
        .with.property('option', 'channels')
    })
  }
})

describe("DashbotMiddleware: ignore's answer", () => {
  for (const [answer, given] of [
    [1, 'a value of type number'],
    [Promise.resolve(true), 'a promise'],
    [{}, 'a value of type object'],
  ] as const) {
    it(`is reported once where it is ${given}, and the turn is recorded`, async () => {
      const { adapter, recording } = bareAdapter({ ignore: (() => answer) as never })
      for (let turn = 0; turn < 2; turn++) await adapter.run(directMessage('hi'), async () => {})
      expect(recording.lines).to.deep.equal(['incoming hi', 'incoming hi'])
      expect(messagesOf(recording.errors)).to.deep.equal([
        `The ignore option returned ${given}, and the turn is recorded: return true or false`,
      ])
    })
  }

  it('is no more than a promise that rejects', async () => {
    const { adapter, recording } = bareAdapter({
      ignore: (() => Promise.reject(new Error('later'))) as never,
    })
    await adapter.run(directMessage('hi'), async () => {})
    await new Promise(setImmediate)
    expect(recording.errors).to.have.length(1)
  })
})
