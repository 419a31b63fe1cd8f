import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import sinon from 'sinon'
import { hashUserIds, pseudonymize, redactText } from '../../src'
import { DashbotClient } from '../../src/client/client'
import { MemoryTransport } from '../../src/transports/memory'

const ENTRY = join(__dirname, '../../src/index.js')

/** Runs a script to the end of its process; rejects where that ends by an error. */
async function run(script: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const prelude = `const { DashbotClient, DashbotMiddleware, MemoryTransport, TrackIntent, trackEvent, trackIntent, trackNotHandled } = require(${JSON.stringify(ENTRY)});`
  return promisify(execFile)(process.execPath, ['-e', prelude + script], {
    env: { ...process.env, NODE_OPTIONS: '' },
  })
}

describe("A client's callbacks", () => {
  for (const [kind, callback] of [
    ['throw', '() => { throw new Error("callback") }'],
    ['reject', 'async () => { throw new Error("callback") }'],
  ]) {
    it(`do not end the process where they ${kind}`, async () => {
      const { stdout } = await run(`
        const failing = ${callback}
        const client = new DashbotClient({ transport: new MemoryTransport(), onError: failing, onDrop: failing })
        client.capture('incoming', { text: '', userId: 'ann' })
        client.close().then(() => setTimeout(() => console.log(client.stats().dropped.rejected), 10))`)
      expect(stdout).to.equal('1\n')
    })
  }

  it('are process warnings by default: no drop and no error is silent', async () => {
    const warn = sinon.stub(process, 'emitWarning')
    try {
      const client = new DashbotClient({ transport: new MemoryTransport(), maxMessageBytes: 50 })
      client.capture('incoming', { text: '', userId: 'ann' })
      client.logIncoming({ text: 'x'.repeat(100), userId: 'ann' })
      await client.close()
      const texts = warn.args.map(([text]) => String(text))
      expect(texts).to.have.members([
        'Dashbot would refuse this incoming message: text must not be empty',
        '1 message was not delivered: rejected',
        '1 message was not delivered: too_large',
      ])
    } finally {
      warn.restore()
    }
  })
})

describe('A beforeSend hook that was not called', () => {
  for (const [name, maker] of Object.entries({ redactText, hashUserIds, pseudonymize })) {
    it(`is reported with what is wrong and the remedy: ${name}`, () => {
      const onError = sinon.spy()
      const options = {
        transport: new MemoryTransport(),
        onError,
        onDrop: () => {},
        beforeSend: maker as never,
      }
      new DashbotClient(options).logIncoming({ text: 'hello', userId: 'ann' })
      const message = String(onError.firstCall.args[0].message)
      expect(message).to.match(/^A beforeSend hook threw \(ConfigError: .+\); the payload was dropped/)
      expect(message).to.include('What makes a hook must be called: beforeSend: redactText()')
      expect(message).not.to.match(/hello|ann\b/)
    })
  }
})

describe('Tracking outside of any recorded turn', () => {
  const script = `
    for (let call = 0; call < 2; call++) trackEvent({}, { type: 'customEvent', name: 'e' })
    console.log('done')`

  for (const [setting, warnings] of [
    ['', 0],
    ['new DashbotClient({ transport: new MemoryTransport(), debug: true });', 1],
    ['new DashbotClient({ transport: new MemoryTransport() });', 0],
  ] as const) {
    it(`warns ${warnings} times after ${setting === '' ? 'nothing' : setting}`, async () => {
      const { stdout, stderr } = await run(setting + script)
      expect(stdout).to.equal('done\n')
      expect(stderr.match(/trackEvent ran outside of any recorded turn/g) ?? []).to.have.length(warnings)
    })
  }
})

describe('A turn of a process', () => {
  const context = `
    const context = {
      activity: { type: 'message', text: 'hi' },
      turnState: new Map(),
      onSendActivities() {},
      async sendActivity() {},
    };`
  const warning = /DashbotWarning: (\w+) ran outside of any recorded turn/g

  for (const [label, call] of [
    ['trackIntent', "trackIntent(context, 'HELP')"],
    ['trackEvent', "trackEvent({ context }, { type: 'customEvent', name: 'e' })"],
    ['trackNotHandled', 'trackNotHandled(context)'],
  ] as const) {
    it(`without a middleware is reported once: ${label}`, async () => {
      const { stderr } = await run(`${context} for (let n = 0; n < 2; n++) ${call}; trackNotHandled(context)`)
      expect([...stderr.matchAll(warning)].map(([, by]) => by)).to.deep.equal([label])
      expect(stderr).to.include('adapter.use(new DashbotMiddleware(client))')
    })
  }

  it('that is not recorded is not reported where the process made a middleware', async () => {
    const middleware = 'new DashbotMiddleware(new DashbotClient({ transport: new MemoryTransport() }));'
    const { stderr } = await run(`${context} ${middleware} trackIntent(context, 'HELP')`)
    expect(stderr).to.equal('')
  })

  it('without a middleware is not reported by decorated methods', async () => {
    const { stderr } = await run(`${context}
      const method = { value() { return 1 }, writable: true, configurable: true, enumerable: false }
      const { value } = TrackIntent('HELP')({}, 'help', method)
      value(context)`)
    expect(stderr).to.equal('')
  })
})
