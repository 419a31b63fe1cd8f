import { expect } from 'chai'
import type { SentMessage } from '../../../src/twitter'
import { OwnEchoes } from '../../../src/twitter/webhook/own-echoes'
import { readEnvelope } from '../../../src/twitter/webhook/twitter-events'
import { botId, messageBody, messageEvent } from '../support/events'

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

  it('know an app that is given', async () => {
    const echoes = new OwnEchoes('8829219')
    expect(await echoes.includes(echo('1', app))).to.equal(true)
    expect(await echoes.includes(echo('2', webClient))).to.equal(false)
  })
})
