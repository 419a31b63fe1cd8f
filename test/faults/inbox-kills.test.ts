import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { makeDirectory, removeDirectory } from '../support/directory'
import { TurnLog } from '../support/turn-log'
import { until } from '../support/until'
import { WebhookSender } from '../support/webhook-sender'

const secret = 'consumer-secret'
/** DASHBOT_INBOX_KILLS=100 is the full run. */
const KILLS = Number(process.env.DASHBOT_INBOX_KILLS ?? 12)
const WEBHOOKS = 2_000
const USERS = 50
/** X's 3, 27 and 242 s shortened, and then on until a new process is there, however busy the machine. */
const RETRY_DELAYS_MS = [30, 270, ...Array<number>(1_000).fill(500)]

describe('a bot with an inbox that is killed', () => {
  let directory: string
  let bot: ChildProcess | undefined

  beforeEach(() => {
    directory = makeDirectory()
  })

  afterEach(async () => {
    await kill(bot)
    removeDirectory(directory)
  })

  it(`handles all of ${WEBHOOKS} webhooks in ${KILLS} kills, each conversation in order`, async function () {
    this.timeout(900_000)
    const port = await freePort()
    const log = join(directory, 'turns.log')
    writeFileSync(log, '')
    const sender = new WebhookSender({
      url: () => `http://127.0.0.1:${port}/`,
      secret,
      retryDelaysMs: RETRY_DELAYS_MS,
    })
    const start = async (run: number): Promise<ChildProcess> => {
      const child = fork(join(__dirname, 'programs', 'inbox-bot.js'), {
        env: {
          ...process.env,
          ...{ PORT: `${port}`, INBOX: join(directory, 'inbox.db'), LOG: log, RUN: `${run}` },
          ...{ TURN_MS: '5', SECRET: secret },
        },
      })
      await once(child, 'message')
      return child
    }

    let allowed = 0
    const chains = Array.from({ length: USERS }, async (_, user) => {
      for (let number = 0; number < WEBHOOKS / USERS; number += 1) {
        while (number * USERS + user >= allowed) await sleep(5)
        await sender.send(`${1_000 + user}`, `${number}`)
      }
    })
    for (let run = 1; run <= KILLS; run += 1) {
      bot = await start(run)
      const before = sender.accepted.length
      allowed = Math.ceil((run * WEBHOOKS) / (KILLS + 1))
      const enough = before + Math.floor(Math.random() * (allowed - before))
      await until('some are accepted', () => sender.accepted.length >= enough)
      await kill(bot)
    }
    bot = await start(KILLS + 1)
    allowed = WEBHOOKS
    await Promise.all(chains)
    await until('every event is handled', () => new TurnLog(log).ended.size === WEBHOOKS, 120_000)

    const turns = new TurnLog(log)
    turns.expectOrderAndMarks()
    expect(sender.lost).to.deep.equal([])
    expect(turns.ended.size).to.equal(WEBHOOKS)
    console.log(
      `      ${KILLS} kills: ${WEBHOOKS} of ${WEBHOOKS} handled in order, ${turns.again} begun again`,
    )
  })
})

async function kill(bot: ChildProcess | undefined): Promise<void> {
  if (bot === undefined || bot.exitCode !== null || bot.signalCode !== null) return
  bot.kill('SIGKILL')
  await once(bot, 'exit')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
