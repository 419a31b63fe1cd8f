import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { closeOnSignals } from '../../src/client/close-on-signals'

const MODULE = join(__dirname, '../../src/client/close-on-signals.js')

interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/** Runs a script in a process of its own, and sends it the signals once it says that it is ready. */
async function runAndSignal(script: string, signals: readonly NodeJS.Signals[]): Promise<Ending> {
  const prelude = `
    const { closeOnSignals } = require(${JSON.stringify(MODULE)})
    const client = (ms) => ({
      async close({ timeoutMs }) {
        process.stdout.write('closing within ' + timeoutMs + ' ms\\n')
        await new Promise((resolve) => setTimeout(resolve, ms))
        process.stdout.write('closed\\n')
      },
    })
    setInterval(() => {}, 1000)
    `
  const child = spawn(process.execPath, ['-e', `${prelude}${script}\nprocess.stdout.write('ready\\n')`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const output = text(child.stdout)
  const exit = once(child, 'exit')
  await once(child.stdout, 'data')
  for (const signal of signals) {
    child.kill(signal)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const [code, signal] = await exit
  return { code, signal, output: await output }
}

describe('closeOnSignals', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`closes the client on ${signal}, and ends by the signal`, async () => {
      const ending = await runAndSignal('closeOnSignals(client(20), { timeoutMs: 300 })', [signal])
      expect(ending).to.deep.equal({
        code: null,
        signal,
        output: 'ready\nclosing within 300 ms\nclosed\n',
      })
    })
  }

  it('leaves the end to the application where that handles the signal', async () => {
    const ending = await runAndSignal(
      `closeOnSignals(client(20))
       process.on('SIGTERM', () => setTimeout(() => process.exit(7), 200))`,
      ['SIGTERM'],
    )
    expect(ending).to.deep.equal({
      code: 7,
      signal: null,
      output: 'ready\nclosing within 5000 ms\nclosed\n',
    })
  })

  it('ends at once on a second signal', async () => {
    const ending = await runAndSignal('closeOnSignals(client(60_000))', ['SIGTERM', 'SIGTERM'])
    expect(ending).to.deep.equal({ code: null, signal: 'SIGTERM', output: 'ready\nclosing within 5000 ms\n' })
  })

  it('ends once the last of several clients is closed', async () => {
    const ending = await runAndSignal('closeOnSignals(client(20)); closeOnSignals(client(150))', ['SIGTERM'])
    expect(ending.signal).to.equal('SIGTERM')
    expect(ending.output.match(/closed/g)).to.have.length(2)
  })

  it('ends also where closing fails', async () => {
    const ending = await runAndSignal(`closeOnSignals({ close() { throw new Error('never ready') } })`, [
      'SIGTERM',
    ])
    expect(ending).to.deep.equal({ code: null, signal: 'SIGTERM', output: 'ready\n' })
  })

  it('listens to the signals that are given, until it is told to stop', () => {
    const before = process.listenerCount('SIGUSR2')
    const stop = closeOnSignals({ close: async () => {} }, { signals: ['SIGUSR2'] })
    expect(process.listenerCount('SIGUSR2')).to.equal(before + 1)
    stop()
    expect(process.listenerCount('SIGUSR2')).to.equal(before)
  })
})
