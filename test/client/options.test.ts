import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import sinon from 'sinon'
import { DashbotClient } from '../../src/client/client'
import { resolveClientOptions } from '../../src/client/options'
import { MemoryOutbox } from '../../src/delivery/memory-outbox'
import { ConfigError } from '../../src/errors'
import { HttpTransport } from '../../src/transports/http'
import { MemoryTransport } from '../../src/transports/memory'

const HOUR_MS = 3_600_000

const wrong: Readonly<Record<string, unknown>> = {
  apiKey: 7,
  serverRoot: 'tracker.dashbot.io',
  service: 'dashbotter',
  transport: { sent: () => {} },
  outbox: {},
  beforeSend: ['hash'],
  maxQueueMessages: 0,
  maxQueueBytes: 1.5,
  maxMessageBytes: '256 KiB',
  maxConcurrency: -1,
  maxAgeMs: Number.NaN,
  onDrop: 'log',
  onError: {},
  enabled: 'yes',
  debug: 1,
}

describe("DashbotClient's options", () => {
  for (const [option, value] of Object.entries(wrong)) {
    it(`are refused where ${option} is wrong, by its name`, () => {
      expect(() => new DashbotClient({ apiKey: 'KEY', [option]: value } as object))
        .to.throw(ConfigError, option)
        .with.property('option', option)
    })
  }

  it('are refused where one is unknown, by its name, with those that are known', () => {
    expect(() => new DashbotClient({ apiKey: 'KEY', maxQueueSize: 5 } as object))
      .to.throw(ConfigError, /unknown option maxQueueSize.*maxQueueMessages/)
      .with.property('option', 'maxQueueSize')
  })

  it('are refused where they are not an object', () => {
    expect(() => new DashbotClient('KEY' as unknown as object)).to.throw(
      ConfigError,
      'options must be an object',
    )
  })

  for (const [hooks, message] of [
    [[() => null, undefined], 'DashbotClient: beforeSend[1] is missing'],
    [[() => null, () => null, 'hash'], 'DashbotClient: beforeSend[2] must be a function'],
    ['hash', 'DashbotClient: beforeSend must be a function or a list of functions'],
  ] as const) {
    it(`name the hook that is not a function: ${message}`, () => {
      expect(() => new DashbotClient({ apiKey: 'KEY', beforeSend: hooks as never }))
        .to.throw(ConfigError)
        .with.property('message', message)
    })
  }

  it('name what makes an outbox or a transport, where they are its address', () => {
    expect(() => new DashbotClient({ apiKey: 'KEY', outbox: 'outbox.db' as never })).to.throw(
      ConfigError,
      "outbox must be an object with open, add, next, settle, close, such as new SqliteOutbox({ path: 'outbox.db' })",
    )
    expect(() => new DashbotClient({ transport: 'https://tracker.dashbot.io' as never })).to.throw(
      ConfigError,
      'such as new HttpTransport({ apiKey })',
    )
  })

  it('name the right call where the key is given in their place', () => {
    expect(() => new DashbotClient('KEY' as never)).to.throw(
      ConfigError,
      'DashbotClient: options must be an object, as in new DashbotClient({ apiKey })',
    )
  })

  for (const apiKey of [undefined, '']) {
    it(`are refused where the key is ${JSON.stringify(apiKey)}, with the option and the variable`, () => {
      expect(() => new DashbotClient({ apiKey }))
        .to.throw(ConfigError, apiKey === '' ? /apiKey/ : /apiKey.*DASHBOT_API_KEY/)
        .with.property('option', 'apiKey')
    })
  }

  for (const apiKey of ['KEY\n', ' KEY', ' ']) {
    it(`are refused where the key has line breaks, or spaces around it: ${JSON.stringify(apiKey)}`, () => {
      for (const make of [() => new DashbotClient({ apiKey }), () => new HttpTransport({ apiKey })]) {
        expect(make)
          .to.throw(ConfigError, 'apiKey must be a key without line breaks')
          .with.property('option', 'apiKey')
      }
    })
  }

  it('are refused where they are a list', () => {
    expect(() => new DashbotClient([] as object)).to.throw(ConfigError, 'options must be an object')
  })

  it('need no key with a transport, nor where the client is not enabled', () => {
    expect(() => new DashbotClient({ transport: new MemoryTransport() })).not.to.throw()
    expect(() => new DashbotClient({ enabled: false })).not.to.throw()
  })

  for (const [given, without] of [
    ['transport', 'apiKey'],
    ['outbox', 'maxQueueMessages'],
    ['outbox', 'maxQueueBytes'],
  ] as const) {
    it(`are refused where ${without} has no effect beside ${given}`, () => {
      const transport = new MemoryTransport()
      const outbox = new MemoryOutbox({ maxMessages: 1, maxBytes: 1 })
      const options = {
        transport,
        ...(given === 'outbox' && { outbox }),
        [without]: without === 'apiKey' ? 'KEY' : 5,
      }
      expect(() => new DashbotClient(options))
        .to.throw(ConfigError, `${without} has no effect with ${given}`)
        .with.property('option', without)
    })
  }

  it('take undefined for what is left out', () => {
    const transport = new MemoryTransport()
    const resolved = resolveClientOptions({ transport, apiKey: undefined, maxConcurrency: undefined })
    expect(resolved).to.include({ transport, maxConcurrency: 64, maxMessageBytes: 262_144 })
  })

  it('limit the age to an hour on tracker.dashbot.io, and to a day elsewhere', () => {
    const apiKey = 'KEY'
    const age = (options: object) => resolveClientOptions(options)?.maxAgeMs
    expect(age({ apiKey })).to.equal(HOUR_MS)
    expect(age({ apiKey, serverRoot: 'https://tracker.dashbot.io/' })).to.equal(HOUR_MS)
    expect(age({ apiKey, service: 'dimensionlabs' })).to.equal(24 * HOUR_MS)
    expect(age({ apiKey, serverRoot: 'http://127.0.0.1:3979' })).to.equal(24 * HOUR_MS)
    expect(age({ transport: new MemoryTransport() })).to.equal(24 * HOUR_MS)
    expect(age({ apiKey, maxAgeMs: 5 })).to.equal(5)
  })

  it('take one hook for a list of one', () => {
    const transport = new MemoryTransport()
    const hook = () => null
    expect(resolveClientOptions({ transport, beforeSend: hook })?.beforeSend).to.deep.equal([hook])
    expect(resolveClientOptions({ transport, beforeSend: [hook, hook] })?.beforeSend).to.have.length(2)
  })
})

describe('DashbotClient.fromEnv', () => {
  it('names the option and the variable where the key is missing', () => {
    for (const env of [{}, { DASHBOT_API_KEY: '' }]) {
      expect(() => DashbotClient.fromEnv(env)).to.throw(ConfigError, /apiKey.*DASHBOT_API_KEY/)
    }
  })

  it('refuses a root that is no URL', () => {
    const env = { DASHBOT_API_KEY: 'KEY', DASHBOT_SERVER_ROOT: 'localhost' }
    expect(() => DashbotClient.fromEnv(env))
      .to.throw(ConfigError)
      .with.property('option', 'DASHBOT_SERVER_ROOT')
  })

  it('names the variable whose value is wrong', () => {
    const root = { DASHBOT_API_KEY: 'KEY', DASHBOT_SERVER_ROOT: 'localhost:3979' }
    expect(() => DashbotClient.fromEnv(root)).to.throw(ConfigError, /^DASHBOT_SERVER_ROOT must be an http/)
    expect(() => DashbotClient.fromEnv({ DASHBOT_API_KEY: 'KEY ' })).to.throw(
      ConfigError,
      /^DASHBOT_API_KEY must be a key/,
    )
  })

  it('counts an undefined option as one that is not given', async () => {
    const requests: (string | undefined)[] = []
    const server = createServer((request, response) => {
      requests.push(request.url)
      response.end()
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const error = sinon.stub(console, 'error')
    try {
      const env = {
        DASHBOT_API_KEY: 'KEY',
        DASHBOT_SERVER_ROOT: `http://127.0.0.1:${port}`,
        DASHBOT_DEBUG: 'true',
      }
      const nothing = { apiKey: undefined, serverRoot: undefined, debug: undefined, service: undefined }
      const client = DashbotClient.fromEnv(env, nothing)
      client.logIncoming({ text: 'hi', userId: 'ann' })
      expect(await client.close()).to.include({ delivered: 1 })
      expect(requests).to.have.length(1)
      expect(requests[0]).to.include('apiKey=KEY')
      expect(error.callCount).to.equal(1)
    } finally {
      error.restore()
      server.close()
    }
  })

  for (const options of [
    { onDrop: () => {} },
    { apiKey: 'KEY' },
    { service: 'dimensionlabs' },
    { onDorp: () => {} },
    { ...process.env, debug: true },
    null,
    'KEY',
  ]) {
    it(`refuses ${options === null ? 'null' : typeof options === 'string' ? 'a string' : Object.keys(options).pop()} in the environment's place`, () => {
      expect(() => DashbotClient.fromEnv(options as unknown as NodeJS.ProcessEnv)).to.throw(
        ConfigError,
        'Options are the second argument: DashbotClient.fromEnv(process.env, options)',
      )
    })
  }

  it('accepts a variable that shares its name with an option', () => {
    const env = { DASHBOT_API_KEY: 'KEY', service: 'bot', debug: 'yes' }
    expect(() => DashbotClient.fromEnv(env)).not.to.throw()
  })

  it('reports a DASHBOT_DEBUG that is neither on nor off, once', () => {
    const emitWarning = sinon.stub(process, 'emitWarning')
    try {
      const env = { DASHBOT_API_KEY: 'KEY', DASHBOT_DEBUG: 'verbose' }
      DashbotClient.fromEnv(env)
      DashbotClient.fromEnv(env)
      expect(emitWarning.callCount).to.equal(1)
      expect(emitWarning.firstCall.args[0]).to.include('DASHBOT_DEBUG')
    } finally {
      emitWarning.restore()
    }
  })

  it('leaves the key of the environment alone where a transport is given', () => {
    const transport = new MemoryTransport()
    expect(() => DashbotClient.fromEnv({ DASHBOT_API_KEY: 'KEY' }, { transport })).not.to.throw()
  })

  for (const [value, lines] of [
    ['true', 1],
    ['1', 1],
    ['yes', 1],
    ['TRUE', 1],
    ['On', 1],
    ['0', 0],
    ['off', 0],
    [undefined, 0],
  ] as const) {
    it(`writes ${lines} lines for an attempt where DASHBOT_DEBUG is ${value}`, async () => {
      const error = sinon.stub(console, 'error')
      try {
        const transport = new MemoryTransport()
        const client = DashbotClient.fromEnv({ DASHBOT_DEBUG: value }, { transport })
        client.logIncoming({ text: 'hi', userId: 'ann' })
        await client.close()
        expect(error.callCount).to.equal(lines)
      } finally {
        error.restore()
      }
    })
  }

  it('lets the options win', () => {
    const env = { DASHBOT_API_KEY: 'KEY', DASHBOT_SERVER_ROOT: 'localhost' }
    expect(() => DashbotClient.fromEnv(env, { serverRoot: 'http://127.0.0.1:1' })).not.to.throw()
    expect(() =>
      DashbotClient.fromEnv({}, { transport: new HttpTransport({ apiKey: 'KEY' }) }),
    ).not.to.throw()
  })
})
