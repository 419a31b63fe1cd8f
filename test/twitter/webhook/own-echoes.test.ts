import { join } from 'node:path'
import { expect } from 'chai'
import { type AppIdStore, type SentMessage, SqliteInbox, sign, TwitterAdapter } from '../../../src/twitter'
import { OwnEchoes } from '../../../src/twitter/webhook/own-echoes'
import { readEnvelope } from '../../../src/twitter/webhook/twitter-events'
import { makeDirectory, removeDirectory } from '../../support/directory'
import { botId, messageBody, messageEvent } from '../support/events'
import { RecordingClient } from '../support/recording-client'
import { secret } from '../support/webhook-server'

const user = '42'
const app = { source_app_id: '8829219' }
const webClient = { source_app_id: '268278' }

function echo(id: string, create: object = {}) {
  const event = messageEvent('hi', { id, from: botId, to: user })
  Object.assign(event.message_create, create)
  const [read] = readEnvelope(JSON.stringify(messageBody(event)), { accounts: [] }) ?? []
  if (read?.kind !== 'message') throw new Error('It is not a message')
  return read
}

class KeptAppId implements AppIdStore {
  appId: string | undefined

  async read(): Promise<string | undefined> {
    return this.appId
  }

  async write(appId: string): Promise<void> {
    this.appId = appId
  }
}

describe('OwnEchoes', () => {
  const sent = async (message: SentMessage): Promise<OwnEchoes> => {
    const echoes = new OwnEchoes()
    await echoes.send(user, async () => message)
    return echoes
  }

  it('include what was sent, all its messages, and nothing else', async () => {
    const echoes = await sent({ id: '2', earlier: [{ id: '1' }] })
    expect(await Promise.all(['1', '2', '3'].map((id) => echoes.includes(echo(id))))).to.deep.equal([
      true,
      true,
      false,
    ])
  })

  it('wait for a message that is being sent to the user', async () => {
    const echoes = new OwnEchoes()
    let answer = (_sent: SentMessage): void => {}
    const sending = echoes.send(user, () => new Promise((resolve) => (answer = resolve)))
    const own = echoes.includes(echo('1'))
    const other = echoes.includes(echo('2'))
    answer({ id: '1' })
    expect(await Promise.all([own, other])).to.deep.equal([true, false])
    await sending
  })

  it('do not wait for what is being sent to others', async () => {
    const echoes = new OwnEchoes()
    void echoes.send('43', () => new Promise(() => {}))
    expect(await echoes.includes(echo('1'))).to.equal(false)
  })

  it('end the wait where the sending fails, and let the error pass', async () => {
    const echoes = new OwnEchoes()
    let fail = (_error: Error): void => {}
    const sending = echoes.send(user, () => new Promise((_resolve, reject) => (fail = reject)))
    const own = echoes.includes(echo('1'))
    const failure = new Error('no answer')
    fail(failure)
    expect(await sending.catch((error: unknown) => error)).to.equal(failure)
    expect(await own).to.equal(false)
  })

  it('learn the app from an echo, and know it in those of other processes', async () => {
    const echoes = await sent({ id: '1' })
    expect(await echoes.includes(echo('2', app))).to.equal(false)
    expect(await echoes.includes(echo('1', app))).to.equal(true)
    expect(await echoes.includes(echo('2', app))).to.equal(true)
    expect(await echoes.includes(echo('3', webClient))).to.equal(false)
  })

  it('learn the app from the event that X returned', async () => {
    const echoes = await sent({ id: '1', event: { message_create: app } })
    expect(await echoes.includes(echo('2', app))).to.equal(true)
  })

  it('keep the app that they learned for the next process', async () => {
    const store = new KeptAppId()
    const echoes = new OwnEchoes({ store })
    await echoes.send(user, async () => ({ id: '1' }))
    expect(await echoes.includes(echo('9', webClient))).to.equal(false)
    expect(await echoes.includes(echo('1', app))).to.equal(true)
    expect(store.appId).to.equal('8829219')
    const next = new OwnEchoes({ store })
    expect(await next.includes(echo('2', app))).to.equal(true)
    expect(await next.includes(echo('3', webClient))).to.equal(false)
    expect(await next.includes(echo('4'))).to.equal(false)
  })

  it('learn the app though it cannot be kept', async () => {
    const store = new KeptAppId()
    store.write = () => Promise.reject(new Error('no disk'))
    const echoes = new OwnEchoes({ store })
    await echoes.send(user, async () => ({ id: '1' }))
    expect(await echoes.includes(echo('1', app))).to.equal(true)
    expect(await echoes.includes(echo('2', app))).to.equal(true)
  })

  it('reject where it cannot be known, so that the event is read again', async () => {
    const store = new KeptAppId()
    store.read = () => Promise.reject(new Error('no disk'))
    const error = await new OwnEchoes({ store }).includes(echo('1', app)).catch(String)
    expect(error).to.equal('Error: no disk')
  })

  it('know an app that is given', async () => {
    const echoes = new OwnEchoes({ appId: '8829219' })
    expect(await echoes.includes(echo('1', app))).to.equal(true)
    expect(await echoes.includes(echo('2', webClient))).to.equal(false)
  })

  it('are known to an adapter that is started again on a durable inbox', async () => {
    const directory = makeDirectory()
    const path = join(directory, 'inbox.db')
    const names: unknown[] = []
    const start = async (handle: (adapter: TwitterAdapter) => Promise<unknown>) => {
      const client = new RecordingClient()
      const adapter = new TwitterAdapter({ consumerSecret: secret, client, inbox: new SqliteInbox({ path }) })
      await handle(adapter)
      await adapter.close()
    }
    const deliver = (adapter: TwitterAdapter, event: object) => {
      const body = JSON.stringify(messageBody(event))
      const headers = { 'x-twitter-webhooks-signature': sign(secret, body) }
      return adapter.handle({ method: 'POST', url: '/', headers, body }, async (context) => {
        names.push(context.activity.name)
        if (context.activity.type === 'message') await context.sendActivity('hi')
      })
    }
    await start(async (adapter) => {
      await deliver(adapter, messageEvent('hello'))
      await deliver(adapter, echo('sent-1', app).event)
    })
    await start((adapter) => deliver(adapter, echo('sent-2', app).event))
    await start((adapter) => deliver(adapter, echo('9', webClient).event))
    removeDirectory(directory)
    expect(names).to.deep.equal([undefined, 'echo'])
  })
})
