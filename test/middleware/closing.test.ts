import { expect } from 'chai'
import sinon from 'sinon'
import { closeOnSignals, DashbotClient, DashbotMiddleware, MemoryTransport } from '../../src'
import { BareAdapter, directMessage } from '../support/direct-messages'

/** A signal that no test runner listens to. */
const SIGNAL = 'SIGUSR2'
const TURNS = 20

function bot(clients: number) {
  const transports = Array.from({ length: clients }, () => new MemoryTransport())
  const list = transports.map((transport) => new DashbotClient({ transport }))
  const adapter = new BareAdapter()
  adapter.use(new DashbotMiddleware(list))
  return { transports, list, adapter }
}

/** Runs what the signal triggers, to the moment at which the process would end. */
async function signalled(
  clients: readonly DashbotClient[],
  timeoutMs: number,
  meanwhile: () => void,
): Promise<void> {
  const kill = sinon.stub(process, 'kill')
  try {
    const remove = closeOnSignals(clients, { signals: [SIGNAL], timeoutMs })
    process.emit(SIGNAL, SIGNAL)
    meanwhile()
    while (kill.callCount === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    remove()
  } finally {
    kill.restore()
  }
}

describe('closeOnSignals with turns in flight', () => {
  for (const clients of [1, 2]) {
    it(`waits for them, and loses none of their messages, with ${clients} destinations`, async () => {
      const { transports, list, adapter } = bot(clients)
      let finish = (): void => {}
      const going = new Promise<void>((resolve) => {
        finish = resolve
      })
      const turns = Array.from({ length: TURNS }, (_turn, index) =>
        adapter.run(directMessage(`question ${index}`, `user-${index}`), async (context) => {
          await going
          await context.sendActivity('answer')
          if (index % 5 === 0) throw new Error('the bot broke')
        }),
      )
      const ended = Promise.allSettled(turns)
      await signalled(list, 5_000, () => setTimeout(finish, 50))
      await ended
      for (const [index, client] of list.entries()) {
        expect(transports[index]?.envelopes).to.have.length(2 * TURNS)
        expect(client.stats()).to.deep.include({ accepted: 2 * TURNS, delivered: 2 * TURNS, pending: 0 })
      }
    })
  }

  it('does not wait beyond its time for a turn that hangs, and delivers what that has', async () => {
    const { transports, list, adapter } = bot(1)
    void adapter.run(directMessage('hi'), () => new Promise(() => {}))
    const start = performance.now()
    await signalled(list, 300, () => {})
    expect(performance.now() - start).to.be.within(200, 600)
    expect(transports[0]?.envelopes).to.have.length(1)
  })

  it('closes at once where nothing runs', async () => {
    const { list, adapter } = bot(1)
    await adapter.run(directMessage('hi'), async () => {})
    const start = performance.now()
    await signalled(list, 5_000, () => {})
    expect(performance.now() - start).to.be.below(1_000)
  })
})
