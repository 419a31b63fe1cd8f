import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import sinon from 'sinon'
import { closeOnSignals } from '../../src/client/close-on-signals'
import { ConfigError } from '../../src/errors'

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
        // What passed since the signal is a few ms, or more on a loaded machine.
        process.stdout.write('closing within ' + Math.ceil(timeoutMs / 100) * 100 + ' ms\\n')
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

  it('waits however long the time is that it is given', async () => {
    const ending = await runAndSignal('closeOnSignals(client(150), { timeoutMs: 2 ** 40 })', ['SIGTERM'])
    expect(ending.output).to.match(/closed/)
  })

  it('closes a list in its order, and shares the time that is left', async () => {
    const ending = await runAndSignal(
      `const part = (name, ms) => ({
         async close({ timeoutMs }) {
           await new Promise((resolve) => setTimeout(resolve, ms))
           process.stdout.write(name + (timeoutMs >= 1_000 ? ' in time' : ' in ' + timeoutMs) + '\\n')
         },
       })
       closeOnSignals([part('server', 20), part('adapter', 60_000), part('client', 20)], { timeoutMs: 3_000 })`,
      ['SIGTERM'],
    )
    expect(ending).to.deep.equal({
      code: null,
      signal: 'SIGTERM',
      output: 'ready\nserver in time\nclient in time\n',
    })
  })

  it('waits until a server has answered what it was asked, before it closes what comes after it', async () => {
    const ending = await runAndSignal(
      `const { createServer, get } = require('node:http')
       const server = createServer((request, response) => {
         process.kill(process.pid, 'SIGTERM')
         setTimeout(() => {
           process.stdout.write('answered\\n')
           response.end()
         }, 100)
       })
       server.listen(0, '127.0.0.1', () => {
         get({ port: server.address().port, host: '127.0.0.1' }, (response) => response.resume())
       })
       closeOnSignals([server, client(0)], { timeoutMs: 4_000 })`,
      [],
    )
    expect(ending.output).to.match(/^ready\nanswered\nclosing within \d+ ms\nclosed\n$/)
    expect(ending.signal).to.equal('SIGTERM')
  })

  it('says which error kept something from being closed', async () => {
    const warn = sinon.stub(process, 'emitWarning')
    const kill = sinon.stub(process, 'kill')
    try {
      closeOnSignals({ close: () => Promise.reject(new Error('never open')) }, { signals: ['SIGUSR2'] })
      process.emit('SIGUSR2', 'SIGUSR2')
      while (kill.callCount === 0) await new Promise(setImmediate)
      expect(warn.args.map(([text]) => text)).to.deep.equal([
        'closeOnSignals could not close Object: Error: never open',
      ])
      expect(kill.args).to.deep.equal([[process.pid, 'SIGUSR2']])
    } finally {
      warn.restore()
      kill.restore()
    }
  })

  for (const [options, option] of [
    [{ timeout: 1 }, 'timeout'],
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ timeoutMs: '5s' }, 'timeoutMs'],
    [{ signals: 'SIGTERM' }, 'signals'],
    [{ signals: ['SIGKILL'] }, 'signals'],
    [{ signals: ['SIGNAL'] }, 'signals'],
    [{ signals: [] }, 'signals'],
  ] as const) {
    it(`refuses the options ${JSON.stringify(options)}, by name`, () => {
      const before = process.listenerCount('SIGTERM')
      expect(() => closeOnSignals({ close: async () => {} }, options as never))
        .to.throw(ConfigError, option)
        .with.property('option', option)
      expect(process.listenerCount('SIGTERM')).to.equal(before)
    })
  }

  for (const closable of [{}, undefined, null, [], [{ close: () => {} }, {}]]) {
    it(`refuses what has no close: ${JSON.stringify(closable)}`, () => {
      expect(() => closeOnSignals(closable as never)).to.throw(ConfigError, 'closeOnSignals(client)')
    })
  }

  for (const wrong of [undefined, null, 'client']) {
    it(`names the place of what has no close in a list: ${wrong}`, () => {
      expect(() => closeOnSignals([{ close: async () => {} }, wrong] as never)).to.throw(
        ConfigError,
        'item 1 has no such method: closeOnSignals(client)',
      )
    })
  }

  it('listens to the given signals, until what it returned is called', () => {
    const before = process.listenerCount('SIGUSR2')
    const stop = closeOnSignals({ close: async () => {} }, { signals: ['SIGUSR2'] })
    expect(process.listenerCount('SIGUSR2')).to.equal(before + 1)
    stop()
    expect(process.listenerCount('SIGUSR2')).to.equal(before)
  })
})
