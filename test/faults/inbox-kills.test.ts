import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { makeDirectory, removeDirectory } from '../support/directory'
import { freePort } from '../support/free-port'
import { needsRedis, RedisServer } from '../support/redis-server'
import { TurnLog } from '../support/turn-log'
import { until } from '../support/until'
import { WebhookSender } from '../support/webhook-sender'

const secret = 'consumer-secret'
/** DASHBOT_INBOX_KILLS=100 is the full run. */
const KILLS = Number(process.env.DASHBOT_INBOX_KILLS ?? 6)
const USERS = 50
/** A multiple of the users. */
const WEBHOOKS = Math.min(2_000, 3 * USERS * KILLS)
/** X's 3, 27 and 242 s shortened, and then on until a new process is there, however busy the machine. */
const RETRY_DELAYS_MS = [30, 270, ...Array<number>(1_000).fill(500)]

describe('a bot with an inbox that is killed', () => {
  let directory: string
  let bots: ChildProcess[] = []

  const stopAll = async (): Promise<void> => {
    await Promise.all(bots.map(kill))
    bots = []
  }

  beforeEach(() => {
    directory = makeDirectory()
  })

  afterEach(async () => {
    await stopAll()
    removeDirectory(directory)
  })

  it(`handles all of ${WEBHOOKS} webhooks in ${KILLS} kills with SQLite, in order`, async function () {
    this.timeout(900_000)
    await killWhileWebhooksCome({ inbox: join(directory, 'inbox.db'), processes: 1 })
  })

  it(`handles all of ${WEBHOOKS} webhooks in ${KILLS} kills of three processes on one SQLite file, in order`, async function () {
    this.timeout(900_000)
    await killWhileWebhooksCome({ inbox: join(directory, 'inbox.db'), processes: 3 })
  })

  it(`handles all of ${WEBHOOKS} webhooks in ${KILLS} kills of three processes with Redis, in order`, async function () {
    this.timeout(900_000)
    needsRedis(this)
    const redis = await RedisServer.start()
    try {
      await killWhileWebhooksCome({ inbox: redis.url, processes: 3 })
    } finally {
      await stopAll()
      await redis.stop()
    }
  })

  /** The processes are killed in turn; a webhook goes to the next one each time, as behind a load balancer. */
  async function killWhileWebhooksCome({
    inbox,
    processes,
  }: {
    inbox: string
    processes: number
  }): Promise<void> {
    const log = join(directory, 'turns.log')
    writeFileSync(log, '')
    const ports = await Promise.all(Array.from({ length: processes }, freePort))
    let posts = 0
    const url = (): string => `http://127.0.0.1:${ports[posts++ % ports.length]}/`
    const sender = new WebhookSender({ url, secret, retryDelaysMs: RETRY_DELAYS_MS })
    let runs = 0
    const start = async (index: number): Promise<void> => {
      runs += 1
      const bot = fork(join(__dirname, 'programs', 'inbox-bot.js'), {
        env: {
          ...process.env,
          ...{
            PORT: `${ports[index]}`,
            INBOX: inbox,
            LOG: log,
            RUN: `${runs}`,
            TURN_MS: '5',
            SECRET: secret,
          },
        },
      })
      bots[index] = bot
      await Promise.race([once(bot, 'message'), failed(bot)])
    }

    let allowed = 0
    await Promise.all(ports.map((_, index) => start(index)))
    const chains = Array.from({ length: USERS }, async (_, user) => {
      for (let number = 0; number < WEBHOOKS / USERS; number += 1) {
        while (number * USERS + user >= allowed) await sleep(5)
        await sender.send(`${1_000 + user}`, `${number}`)
      }
    })
    for (let kills = 1; kills <= KILLS; kills += 1) {
      const before = sender.accepted.length
      allowed = Math.ceil((kills * WEBHOOKS) / (KILLS + 1))
      const enough = before + Math.floor(Math.random() * (allowed - before))
      await until('some are accepted', () => sender.accepted.length >= enough)
      await kill(bots[kills % processes])
      await start(kills % processes)
    }
    allowed = WEBHOOKS
    await Promise.all(chains)
    await until('every event is handled', () => new TurnLog(log).ended.size === WEBHOOKS, 120_000)

    const turns = new TurnLog(log)
    turns.expectOrderAndMarks()
    expect(sender.lost).to.deep.equal([])
    console.log(
      `      ${KILLS} kills: ${WEBHOOKS} of ${WEBHOOKS} handled in order, ${turns.again} begun again`,
    )
  }
})

/** A program that cannot start is no reason to wait. */
async function failed(bot: ChildProcess): Promise<never> {
  const [code] = await once(bot, 'exit')
  throw new Error(`the bot ended with exit code ${code} before it was ready`)
}

async function kill(bot: ChildProcess | undefined): Promise<void> {
  if (bot === undefined || bot.exitCode !== null || bot.signalCode !== null) return
  bot.kill('SIGKILL')
  await once(bot, 'exit')
}
