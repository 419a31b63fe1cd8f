import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { AdapterStats } from '../../src/twitter'
import { makeDirectory, removeDirectory } from '../support/directory'
import { needsRedis, RedisServer } from '../support/redis-server'
import { TurnLog } from '../support/turn-log'
import { until } from '../support/until'
import { WebhookSender } from '../support/webhook-sender'

const secret = 'consumer-secret'
/** More than the memory inbox takes at once. DASHBOT_SLOW_BOT_WEBHOOKS=10000 is the full run. */
const WEBHOOKS = Number(process.env.DASHBOT_SLOW_BOT_WEBHOOKS ?? 3_000)
const USERS = 1_000
/** So few that their turns, one at a time each, are slower than any sender: they take 25 s in all. */
const FEW_USERS = Math.ceil(WEBHOOKS / 25)
/** X's 3, 27 and 242 s, shortened to a twentieth. */
const RETRY_DELAYS_MS = [150, 1_350, 12_100]
/** How often the bot is asked for its memory, in ms. */
const LOOK_INTERVAL_MS = 200
const MIB = 2 ** 20
/** What the heap may hold beyond that of a bot with nothing to do, in bytes. */
const MOST_HEAP = 48 * MIB

interface Look {
  readonly stats: AdapterStats
  /** In bytes, after a garbage collection. */
  readonly memory: NodeJS.MemoryUsage
}

describe(`${WEBHOOKS} webhooks for a bot that takes 1 s a turn`, () => {
  let directory: string
  let bot: ChildProcess | undefined
  let redis: RedisServer | undefined

  beforeEach(() => {
    directory = makeDirectory()
  })

  afterEach(async () => {
    bot?.kill('SIGKILL')
    await redis?.remove()
    redis = undefined
    removeDirectory(directory)
  })

  it('are handled as far as X got 200, and bounded by 503, with the memory inbox', async function () {
    this.timeout(240_000)
    const { sender, handled, most } = await flood({ users: FEW_USERS })
    expect(handled).to.have.members(sender.accepted)
    expect(sender.refused).to.be.above(0)
    expect(most.pending).to.be.within(1_900, 2_000)
  })

  it('are all handled with a SqliteInbox', async function () {
    this.timeout(240_000)
    const { sender, handled } = await flood({ users: USERS, inbox: join(directory, 'inbox.db') })
    expect(sender.accepted).to.have.length(WEBHOOKS)
    expect(handled).to.have.members(sender.accepted)
  })

  it('are all handled with a RedisInbox', async function () {
    this.timeout(240_000)
    needsRedis(this)
    redis = await RedisServer.start()
    const { sender, handled } = await flood({ users: USERS, inbox: redis.url })
    expect(sender.accepted).to.have.length(WEBHOOKS)
    expect(handled).to.have.members(sender.accepted)
  })

  /** Posts everything as fast as it is taken, and waits until all that was taken is handled. */
  async function flood({ users, inbox }: { readonly users: number; readonly inbox?: string }) {
    const log = join(directory, 'turns.log')
    writeFileSync(log, '')
    const env = {
      PORT: '0',
      LOG: log,
      RUN: '1',
      TURN_MS: '1000',
      SECRET: secret,
      ...(inbox && { INBOX: inbox }),
    }
    bot = fork(join(__dirname, 'programs', 'inbox-bot.js'), {
      ...{ env: { ...process.env, ...env }, execArgv: ['--expose-gc'] },
    })
    const [{ port }] = (await once(bot, 'message')) as [{ readonly port: number }]
    const sender = new WebhookSender({
      ...{ url: () => `http://127.0.0.1:${port}/`, secret, retryDelaysMs: RETRY_DELAYS_MS },
    })
    const startedAt = performance.now()
    const sent = Array.from({ length: WEBHOOKS }, (_, index) =>
      sender.send(`${1_000 + (index % users)}`, `${Math.floor(index / users)}`),
    )
    const most = await mostWhile(bot, async () => {
      await Promise.all(sent)
      await until('it is handled', () => new TurnLog(log).ended.size >= sender.accepted.length, 180_000)
    })
    const turns = new TurnLog(log)
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    const { accepted, refused, lost } = sender
    console.log(
      `      ${accepted.length} accepted and handled in ${seconds} s, 503 ${refused} times, ${lost.length} given up by X; at most ${most.pending} pending, ${most.running} turns, ${mib(most.heap)} MiB more on the heap, ${mib(most.rss)} MiB more in all`,
    )
    expect(turns.again).to.equal(0)
    expect(most.running).to.be.at.most(256)
    expect(most.heap).to.be.below(MOST_HEAP)
    return { sender, handled: [...turns.ended], most }
  }
})

/** The highest figures while the work goes on; memory beyond that of before, in bytes. */
async function mostWhile(bot: ChildProcess, work: () => Promise<void>) {
  const before = await look(bot)
  const most = { pending: 0, running: 0, heap: 0, rss: 0 }
  let isOver = false
  const working = work().finally(() => {
    isOver = true
  })
  while (!isOver) {
    const { stats, memory } = await look(bot)
    most.pending = Math.max(most.pending, stats.pending)
    most.running = Math.max(most.running, stats.running)
    most.heap = Math.max(
      most.heap,
      memory.heapUsed + memory.external - before.memory.heapUsed - before.memory.external,
    )
    most.rss = Math.max(most.rss, memory.rss - before.memory.rss)
    await sleep(LOOK_INTERVAL_MS)
  }
  await working
  return most
}

async function look(bot: ChildProcess): Promise<Look> {
  const answer = once(bot, 'message')
  bot.send('look')
  const [found] = (await answer) as [Look]
  return found
}

const mib = (bytes: number): number => Math.round(bytes / MIB)
