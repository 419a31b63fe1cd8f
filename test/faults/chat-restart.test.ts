import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { FakeX } from '../../src/testing'
import { makeDirectory, removeDirectory } from '../support/directory'
import { until } from '../support/until'

const USER = '1234858592'

describe('an encrypted message in a SQLite inbox', () => {
  let x: FakeX
  let bot: ChildProcess | undefined

  beforeEach(async () => {
    x = await FakeX.start({ envelope: 'x-activity', retryDelaysMs: [100, 100, 100] })
  })
  afterEach(async () => {
    bot?.kill('SIGKILL')
    await x.close()
  })

  async function start(env: Record<string, string>): Promise<void> {
    bot = fork(join(__dirname, 'programs', 'chat-bot.js'), { env: { ...process.env, ...env } })
    const [port] = await once(bot, 'message')
    await x.connect(`http://127.0.0.1:${port}`)
  }

  it('is answered after a SIGKILL between the 200 and the end of its turn, and nothing of it is in clear on disk', async () => {
    const folder = makeDirectory()
    const account = await x.registerForChat(x.botId)
    const phone = await x.registerForChat(USER)
    const env = {
      INBOX: join(folder, 'inbox.db'),
      X_URL: x.url,
      X_KEYS: JSON.stringify(x.keys),
      USER_ID: x.botId,
      KEYS: account.blob,
      KEY_VERSION: account.keyVersion,
      SECRET: x.consumerSecret,
    }
    await start({ ...env, HANG: '1' })
    phone.openConversation(x.botId)
    phone.send(x.botId, 'do not forget me')
    await x.whenEchoed()
    bot?.kill('SIGKILL')
    const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name)))
    for (const secret of ['do not forget me', 'fake-conversation-token', account.blob]) {
      expect(
        stored.some((bytes) => bytes.includes(secret)),
        secret,
      ).to.equal(false)
    }
    await start(env)
    await until('the answer is there', () => phone.messages(x.botId).length === 2)
    expect(phone.messages(x.botId).map(({ text }) => text)).to.deep.equal([
      'do not forget me',
      'You said: do not forget me',
    ])
    bot?.kill('SIGKILL')
    removeDirectory(folder)
  })
})
