import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeDirectory, removeDirectory } from '../../support/directory'
import { needsRedis, RedisServer } from '../../support/redis-server'
import { RoundRobinProxy } from '../../support/round-robin-proxy'
import { until } from '../../support/until'
import { WebhookSender } from '../../support/webhook-sender'

const secret = 'consumer-secret'
const PROCESSES = 3
const USERS = 200
/** Twice two messages of which nobody knows which comes first, as a user does who taps twice, and one alone. */
const ROUNDS = [['0', '1'], ['2'], ['3', '4']] as const
const STEPS = ROUNDS.flat().length

interface Step {
  readonly number: number
  readonly text: string
}

describe('a waterfall dialog in three processes behind a load balancer', () => {
  let directory: string
  let redis: RedisServer
  let proxy: RoundRobinProxy
  let bots: ChildProcess[] = []

  before(async function () {
    needsRedis(this)
    directory = makeDirectory()
    redis = await RedisServer.start()
  })

  after(async () => {
    for (const bot of bots) bot.kill('SIGKILL')
    bots = []
    await proxy?.close()
    await redis?.remove()
    if (directory !== undefined) removeDirectory(directory)
  })

  it(`loses and doubles no step of ${USERS} users who send fast double messages`, async function () {
    this.timeout(180_000)
    const log = join(directory, 'steps.log')
    writeFileSync(log, '')
    const env = { ...process.env, REDIS: redis.url, LOG: log, SECRET: secret, STEPS: `${STEPS}` }
    bots = Array.from({ length: PROCESSES }, () =>
      fork(join(__dirname, '../programs/dialog-bot.js'), { env }),
    )
    const ports = await Promise.all(bots.map(async (bot) => (await once(bot, 'message'))[0] as number))
    proxy = await RoundRobinProxy.start(ports)
    const sender = new WebhookSender({ url: () => proxy.url, secret, retryDelaysMs: [100, 500, 2_000] })

    await Promise.all(
      Array.from({ length: USERS }, async (_, user) => {
        for (const texts of ROUNDS)
          await Promise.all(texts.map((text) => sender.send(`${1_000 + user}`, text)))
      }),
    )
    await until('every message has its step', () => linesOf(log).length >= USERS * STEPS)

    const steps = stepsByUser(log)
    expect(sender.lost).to.deep.equal([])
    expect(steps.size).to.equal(USERS)
    for (const [user, taken] of steps) {
      const numbers = taken.map(({ number }) => number)
      expect(numbers, `steps of ${user}`).to.deep.equal([...Array(STEPS).keys()])
      let first = 0
      for (const texts of ROUNDS) {
        const answered = taken.slice(first, first + texts.length).map(({ text }) => text)
        expect(answered, `messages of ${user}`).to.have.members([...texts])
        first += texts.length
      }
    }
    const count = [...steps.values()].flat().length
    console.log(
      `      ${USERS} users, ${count} of ${USERS * STEPS} steps, 0 lost, 0 doubled, 503 ${sender.refused} times`,
    )
  })
})

function linesOf(log: string): readonly string[] {
  return readFileSync(log, 'utf8').split('\n').slice(0, -1)
}

function stepsByUser(log: string): ReadonlyMap<string, readonly Step[]> {
  const steps = new Map<string, Step[]>()
  for (const line of linesOf(log)) {
    const [user = '', number, text = ''] = line.split(' ')
    steps.set(user, [...(steps.get(user) ?? []), { number: Number(number), text }])
  }
  return steps
}
