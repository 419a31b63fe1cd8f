import { expect } from 'chai'
import { UsageError } from '../../../src/cli/command'
import { x as command } from '../../../src/cli/x/x'
import { FakeX } from '../../../src/testing'
import { TwitterAdapter, TwitterApiClient, type TwitterApiError, XWebhooks } from '../../../src/twitter'
import { xEnvironment } from '../../support/x-environment'
import { caught } from '../../twitter/support/caught'
import { WebhookServer } from '../../twitter/support/webhook-server'

const HOUR_MS = 3_600_000
const PUBLIC_URL = 'https://bot.example/webhook'

describe('botbuilder-dashbot x', () => {
  let x: FakeX
  let server: WebhookServer
  let adapter: TwitterAdapter
  let isDown: boolean
  let offsetMs: number
  let env: NodeJS.ProcessEnv
  const { log } = console

  /** What the command prints. */
  async function run(...args: string[]): Promise<string> {
    const lines: string[] = []
    console.log = (line: string) => lines.push(line)
    try {
      expect(await command.run(args)).to.equal(0)
    } finally {
      console.log = log
    }
    return lines.join('\n')
  }

  beforeEach(async () => {
    isDown = false
    offsetMs = 0
    x = await FakeX.start({ retryDelaysMs: [1], now: () => Date.now() + offsetMs })
    const client = new TwitterApiClient({ ...x.keys, agent: x.agent })
    adapter = new TwitterAdapter({ consumerSecret: x.consumerSecret, client, userId: x.botId })
    server = await WebhookServer.listen((request, response) => {
      if (isDown) {
        response.statusCode = 502
        response.end()
        return
      }
      void adapter.process(request, response, async (context) => {
        if (context.activity.type === 'message')
          await context.sendActivity(`You said ${context.activity.text}`)
      })
    })
    x.route('https://bot.example', new URL(server.url).origin)
    env = { ...process.env }
    Object.assign(process.env, xEnvironment(x), { X_API_URL: x.url })
  })

  afterEach(async () => {
    process.env = env
    await adapter.close()
    await x.close()
    await server.close()
  })

  it('shows that there is no webhook, and what to do next', async () => {
    expect(await run('status')).to.equal(
      [
        `account   @user_${x.botId} ${x.botId}`,
        'accounts  0 of 15 subscribed in the Account Activity API',
        'X Chat    not registered: messages come in the clear',
        '',
        'No webhook. Next: botbuilder-dashbot x connect URL',
      ].join('\n'),
    )
  })

  it('goes from nothing to the first answered message, and back', async () => {
    expect(await run('connect', PUBLIC_URL)).to.match(/is registered and valid[\s\S]*is subscribed/)
    await x.receive({ from: '42', text: 'hello' })
    await adapter.whenIdle()
    expect(x.sent.map(({ data }) => data.text)).to.deep.equal(['You said hello'])
    expect(await run('status')).to.match(/valid {2}subscribed {2}- {9}https:\/\/bot\.example\/webhook/)
    expect(await run('disconnect')).to.match(/is removed/)
    expect(await run('status')).to.include('No webhook.')
  })

  it('takes the X Activity API for direct messages where the app has no access to the other', async () => {
    x.limitConnections({ accountActivity: false })
    expect(await run('connect', PUBLIC_URL)).to.include('in the X Activity API: dm.received, dm.sent')
    expect(await run('connect', PUBLIC_URL)).to.include('in the X Activity API')
    await x.receive({ from: '42', text: 'hello' })
    await adapter.whenIdle()
    expect(x.sent.map(({ data }) => data.text)).to.deep.equal(['You said hello'])
    expect(await run('status')).to.match(/accounts {2}unknown[\s\S]*not subscribed {2}dm\.received/)
    expect(await run('disconnect', PUBLIC_URL)).to.include('is removed')
  })

  it('says that there is nothing to disconnect or to replay', async () => {
    expect(await run('disconnect')).to.equal('No webhook is registered.')
    expect(await run('replay', '--since', '2h')).to.include('No webhook is registered.')
  })

  it('names the webhooks where the one to disconnect is not among them', async () => {
    await run('connect', PUBLIC_URL)
    const error = await caught(command.run(['disconnect', 'https://other.example']))
    expect(error).to.have.property('message', `No webhook https://other.example. Registered: ${PUBLIC_URL}`)
    x.limitConnections({ webhooks: 2 })
    await run('connect', `${PUBLIC_URL}2`)
    expect(await caught(command.run(['disconnect']))).to.have.property(
      'message',
      `Which URL? ${PUBLIC_URL}, ${PUBLIC_URL}2`,
    )
  })

  it('takes a stand-in for X on this machine only', async () => {
    for (const url of ['http://192.0.2.1:80', '127.0.0.1:8080', 'no address']) {
      process.env.X_API_URL = url
      expect(await caught(command.run(['status']))).to.include({ option: 'X_API_URL' })
    }
  })

  it('connects twice without a complaint', async () => {
    await run('connect', PUBLIC_URL)
    expect(await run('connect', PUBLIC_URL)).to.match(/is registered and valid/)
  })

  it('subscribes to encrypted messages where that is asked for', async () => {
    await run('connect', PUBLIC_URL, '--chat')
    const { webhooks } = JSON.parse(await run('status', '--json'))
    expect(webhooks).to.have.length(1)
    expect(webhooks[0]).to.deep.include({
      url: PUBLIC_URL,
      valid: true,
      subscribed: true,
      events: ['chat.received', 'chat.sent'],
    })
  })

  it('says what to change where the bot does not answer the challenge', async () => {
    isDown = true
    const error = (await caught(command.run(['connect', PUBLIC_URL]))) as TwitterApiError
    expect(error.reason).to.equal('CrcValidationFailed')
    expect(error.message).to.include('The bot must run at that address')
  })

  for (const url of ['http://bot.example/webhook', 'https://bot.example:8443/webhook']) {
    it(`says what is wrong with ${url}`, async () => {
      const error = (await caught(command.run(['connect', url]))) as TwitterApiError
      expect(error.message).to.include('https, without a port')
    })
  }

  it('leaves nothing half done where the account cannot be subscribed', async () => {
    x.limitConnections({ subscriptions: 0 })
    const error = (await caught(command.run(['connect', PUBLIC_URL]))) as TwitterApiError
    expect(error.reason).to.equal('SubscriptionLimitExceeded')
    expect(await run('status')).to.include('No webhook.')
  })

  it('does not call a webhook valid that X still takes for invalid', async () => {
    const { validate } = XWebhooks.prototype
    await run('connect', PUBLIC_URL)
    x.invalidateWebhooks()
    XWebhooks.prototype.validate = async () => false
    const said = await run('connect', PUBLIC_URL).finally(() => {
      XWebhooks.prototype.validate = validate
    })
    expect(said).to.include('INVALID').and.not.include('and valid')
  })

  it('says why it failed, also where the webhook cannot be removed again', async () => {
    const { remove } = XWebhooks.prototype
    const { error: print } = console
    const lines: string[] = []
    XWebhooks.prototype.remove = () => Promise.reject(new Error('X is away.'))
    console.error = (line: string) => lines.push(line)
    x.limitConnections({ subscriptions: 0 })
    const error = await caught(command.run(['connect', PUBLIC_URL])).finally(() => {
      console.error = print
      XWebhooks.prototype.remove = remove
    })
    expect(error).to.have.property('reason', 'SubscriptionLimitExceeded')
    expect(lines.join()).to.include(`botbuilder-dashbot x disconnect ${PUBLIC_URL}`)
  })

  it('says what to do where the app may have no more webhooks', async () => {
    x.limitConnections({ webhooks: 0 })
    const error = (await caught(command.run(['connect', PUBLIC_URL]))) as TwitterApiError
    expect(error.message).to.include('remove one with botbuilder-dashbot x disconnect')
  })

  it('shows an invalid webhook, and enables it again', async () => {
    await run('connect', PUBLIC_URL)
    x.invalidateWebhooks()
    expect(await run('status')).to.include('INVALID')
    await run('connect', PUBLIC_URL)
    expect(await run('status')).to.not.include('INVALID')
  })

  it('replays what was missed in an outage, and the adapter passes over what it knows', async () => {
    await run('connect', PUBLIC_URL)
    offsetMs = -HOUR_MS
    await x.receive({ from: '42', text: 'before' })
    await adapter.whenIdle()
    isDown = true
    await x.receive({ from: '42', text: 'missed' })
    isDown = false
    offsetMs = 0
    expect(await run('replay', '--since', '2h')).to.match(/X delivers again what it tried to deliver from/)
    await x.whenReplayed()
    await adapter.whenIdle()
    expect(x.sent.map(({ data }) => data.text)).to.deep.equal(['You said before', 'You said missed'])
  })

  for (const args of [
    ['replay'],
    ['replay', '--since', 'yesterday'],
    ['replay', '--since', '10m'],
    ['replay', '--since', '2d'],
    ['replay', '--since', '2h', '--until', '5m'],
    ['connect'],
    ['connect', 'https://a.example', 'https://b.example'],
    ['reconnect'],
    ['status', '--jason'],
  ]) {
    it(`refuses ${args.join(' ')}`, async () => {
      expect(await caught(command.run(args))).to.be.instanceOf(UsageError)
    })
  }

  it('names the keys that are missing', async () => {
    delete process.env.X_ACCESS_SECRET
    const error = await caught(command.run(['status']))
    expect(error).to.include({ code: 'ERR_DASHBOT_CONFIG', option: 'X_ACCESS_SECRET' })
  })
})
