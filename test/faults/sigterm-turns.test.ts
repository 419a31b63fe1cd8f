import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect } from 'chai'
import { FakeX } from '../../src/testing'
import type { AdapterStats } from '../../src/twitter'
import { makeDirectory, removeDirectory } from '../support/directory'
import { FakeTracker } from '../support/fake-tracker'
import { until } from '../support/until'

const TURNS = 30
/** Longer than it takes to bring all turns under way, shorter than closing may take. */
const TURN_MS = 1_500

describe('SIGTERM while a bot answers', () => {
  let directory: string
  let x: FakeX
  let tracker: FakeTracker
  let bot: ChildProcess

  beforeEach(async () => {
    directory = makeDirectory()
    x = await FakeX.start({ retryDelaysMs: [] })
    tracker = await FakeTracker.start()
  })

  afterEach(async () => {
    bot.kill('SIGKILL')
    await x.close()
    await tracker.close()
    removeDirectory(directory)
  })

  async function start(env: NodeJS.ProcessEnv): Promise<void> {
    bot = fork(join(__dirname, 'programs', 'answering-bot.js'), {
      env: {
        ...{ ...process.env, ...env, X_URL: x.url, SERVER_ROOT: tracker.url, X_KEYS: JSON.stringify(x.keys) },
        ...{ SECRET: x.consumerSecret, TURN_MS: `${TURN_MS}` },
      },
    })
    const [port] = await once(bot, 'message')
    await x.connect(`http://127.0.0.1:${port}`)
  }

  async function running(): Promise<number> {
    const answer = once(bot, 'message')
    bot.send('stats')
    const [stats] = (await answer) as [AdapterStats]
    return stats.running
  }

  for (const [name, inbox] of [
    ['memory', undefined],
    ['a SqliteInbox', 'inbox.db'],
  ] as const) {
    it(`lets ${TURNS} turns end: every answer reaches X and every message Dashbot, with ${name}`, async () => {
      await start({ ...(inbox && { INBOX: join(directory, inbox) }) })
      const exited = once(bot, 'exit')
      const texts = Array.from({ length: TURNS }, (_, user) => `message ${user}`)
      const deliveries = await Promise.all(
        texts.map((text, user) => x.receive({ from: `${1_000 + user}`, text })),
      )
      await until('all turns run', async () => (await running()) === TURNS)
      bot.disconnect()
      bot.kill('SIGTERM')
      const [code, signal] = await exited

      expect(deliveries.map(({ status }) => status)).to.deep.equal(texts.map(() => 200))
      expect({ code, signal }).to.deep.equal({ code: null, signal: 'SIGTERM' })
      expect(x.sent.map(({ data }) => data.text)).to.have.members(texts.map((text) => `You said: ${text}`))
      const recorded = tracker.accepted.map(({ query, json }) => `${query.type} ${Object(json).text}`)
      expect(recorded).to.have.members(
        texts.flatMap((text) => [`incoming ${text}`, `outgoing You said: ${text}`]),
      )
      console.log(`      ${x.sent.length} of ${TURNS} answers, ${recorded.length} of ${2 * TURNS} messages`)
    })
  }
})
