import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { UsageError } from '../../../../src/cli/command'
import { chat } from '../../../../src/cli/x/chat/chat'
import { status } from '../../../../src/cli/x/status'
import type { JsonObject } from '../../../../src/internal/json'
import { FakeX } from '../../../../src/testing'
import { TwitterAdapter, TwitterApiClient, type XChatError } from '../../../../src/twitter'
import { makeDirectory, removeDirectory } from '../../../support/directory'
import { JuiceboxRealm, juiceboxConfig } from '../../../support/juicebox-realm'
import { xEnvironment } from '../../../support/x-environment'
import { caught } from '../../../twitter/support/caught'

const PIN = '2580'

describe('botbuilder-dashbot x chat', () => {
  let x: FakeX
  let realms: JuiceboxRealm[]
  let directory: string
  let file: string
  let env: NodeJS.ProcessEnv
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')

  /** Runs a command with these lines on the standard input. */
  async function run(args: readonly string[], ...lines: string[]): Promise<string> {
    const value = Readable.from([lines.map((line) => `${line}\n`).join('')])
    Object.defineProperty(process, 'stdin', { configurable: true, value })
    return chat([...args, '--file', file])
  }

  beforeEach(async () => {
    directory = makeDirectory()
    file = join(directory, 'keys.json')
    realms = await Promise.all([JuiceboxRealm.start(), JuiceboxRealm.start(), JuiceboxRealm.start()])
    x = await FakeX.start()
    x.backUpChatKeysIn(juiceboxConfig(realms, x.botId) as JsonObject)
    env = { ...process.env }
    Object.assign(process.env, xEnvironment(x), { X_API_URL: x.url })
  })

  afterEach(async () => {
    process.env = env
    if (stdin !== undefined) Object.defineProperty(process, 'stdin', stdin)
    for (const realm of realms) realm.close()
    await x.close()
    removeDirectory(directory)
  })

  it('says what registering changes, and changes nothing without --confirm', async () => {
    expect(await run(['register'])).to.match(/Registering keys changes the account[\s\S]*register --confirm/)
    expect(x.requests).to.deep.equal([])
  })

  it('registers keys that are in a file of their owner, and that an adapter takes', async () => {
    expect(await run(['register', '--confirm'], PIN)).to.match(
      /registered for 3805104374[\s\S]*stored under the PIN/,
    )
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    const { userId, keys, keyVersion } = JSON.parse(readFileSync(file, 'utf8'))
    expect(userId).to.equal(x.botId)
    expect(await status([])).to.include(`registered, key version ${keyVersion}`)
    const client = new TwitterApiClient({ ...x.keys, agent: x.agent })
    const adapter = new TwitterAdapter({ consumerSecret: 's', userId, client, chat: { keys, keyVersion } })
    const user = await x.registerForChat('42424242')
    const conversation = { id: user.userId, conversationType: 'xchat' }
    await adapter.continueConversation({ conversation } as never, async (context) => {
      await context.sendActivity('Hello')
    })
    expect(user.messages(x.botId).map(({ text }) => text)).to.deep.equal(['Hello'])
    await adapter.close()
  })

  it('brings the same keys back with the PIN, in one attempt', async () => {
    await run(['register', '--confirm'], PIN)
    const registered = readFileSync(file, 'utf8')
    file = join(directory, 'again.json')
    for (const realm of realms) realm.requests.length = 0
    await run(['unlock'], PIN)
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.deep.equal(JSON.parse(registered))
    expect(realms.map(({ requests }) => requests.filter((kind) => kind === 'Recover2').length)).to.deep.equal(
      [1, 1, 1],
    )
  })

  it('tries a wrong PIN once, and says how many attempts are left', async () => {
    await run(['register', '--confirm'], PIN)
    file = join(directory, 'again.json')
    const error = (await caught(run(['unlock'], '9999'))) as XChatError
    expect(error.fault).to.equal('wrong_pin')
    expect(error.message).to.include('19 attempts are left')
    expect(error.message).to.not.include('9999')
    await run(['unlock'], PIN)
  })

  it('does not spend an attempt where the file exists', async () => {
    await run(['register', '--confirm'], PIN)
    for (const realm of realms) realm.requests.length = 0
    expect(await caught(run(['unlock'], PIN))).to.have.property('option', '--file')
    expect(realms.flatMap(({ requests }) => requests)).to.deep.equal([])
  })

  it('backs up the keys of the file under another PIN', async () => {
    await run(['register', '--confirm'], PIN)
    expect(await run(['backup'], '7391')).to.include('are stored under the PIN')
    file = join(directory, 'again.json')
    expect(await caught(run(['unlock'], PIN))).to.have.property('fault', 'wrong_pin')
    await run(['unlock'], '7391')
  })

  it('registers no second keys, which would not read what is encrypted', async () => {
    await run(['register', '--confirm'], PIN)
    file = join(directory, 'again.json')
    expect(await caught(run(['register', '--confirm'], PIN)))
      .to.have.property('message')
      .that.matches(/has keys registered.*x chat unlock/)
  })

  it('keeps the keys in the file where the backup fails, and says so', async () => {
    for (const realm of realms) realm.close()
    const error = (await caught(run(['register', '--confirm'], PIN))) as XChatError
    expect(error.fault).to.equal('backup_failed')
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.include({ userId: x.botId })
  })

  it('says that there is no backup', async () => {
    expect(await caught(run(['unlock'], PIN))).to.have.property('fault', 'no_backup')
  })

  for (const [pin, reason] of [
    ['123', 'at least 4'],
    ['1111', 'repeated'],
    ['1234', 'run of digits'],
    ['9876', 'run of digits'],
  ] as const) {
    it(`refuses ${pin} as a new PIN before anything is registered`, async () => {
      const error = await caught(run(['register', '--confirm'], pin))
      expect(error).to.be.instanceOf(UsageError).with.property('message').that.includes(reason)
      expect(
        x.requests
          .filter(({ path }) => path.endsWith('public_keys'))
          .every(({ fields }) => !('version' in fields)),
      ).to.equal(true)
    })
  }

  it('wants a PIN, a known action, and a file that it wrote', async () => {
    expect(await caught(run(['register', '--confirm']))).to.be.instanceOf(UsageError)
    expect(await caught(run([]))).to.be.instanceOf(UsageError)
    expect(await caught(run(['lock']))).to.be.instanceOf(UsageError)
    expect(await caught(run(['backup'], PIN)))
      .to.have.property('message')
      .that.includes('does not exist')
    writeFileSync(file, '{}')
    expect(await caught(run(['backup'], PIN)))
      .to.have.property('message')
      .that.includes('is not a file')
  })
})
