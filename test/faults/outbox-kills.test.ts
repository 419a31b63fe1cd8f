import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { openDatabase } from '../../src/sqlite/open'
import { tally } from '../support/conversations'
import { makeDirectory, removeDirectory } from '../support/directory'
import { FakeTracker, status } from '../support/fake-tracker'

const IN_FLIGHT = 8
/** DASHBOT_OUTBOX_KILLS=200 is the full run. */
const KILLS = Number(process.env.DASHBOT_OUTBOX_KILLS ?? 30)

describe('processes with an outbox that are killed', () => {
  let tracker: FakeTracker
  let directory: string

  beforeEach(async () => {
    tracker = await FakeTracker.start()
    tracker.behave = () => ({ kind: 'accept', delayMs: Math.random() * 10 })
    directory = makeDirectory()
  })

  afterEach(async () => {
    await tracker.close()
    removeDirectory(directory)
  })

  const program = (name: string): string => join(__dirname, 'programs', name)
  const environment = (path: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    ...process.env,
    DASHBOT_API_KEY: 'KEY',
    DASHBOT_SERVER_ROOT: tracker.url,
    OUTBOX_PATH: path,
    ...more,
  })

  /** Runs a process that captures, kills it, and returns what it had captured by then. */
  async function captureAndKill(path: string, run: number, user: string): Promise<string[]> {
    const child = spawn(process.execPath, [program('outbox-capture.js')], {
      env: environment(path, { RUN: String(run), USER: user }),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const output = text(child.stdout)
    const ended = once(child, 'exit')
    if (Math.random() < 0.1) await sleep(Math.random() * 300)
    else {
      await once(child.stdout, 'data')
      await sleep(Math.random() * 100)
    }
    child.kill('SIGKILL')
    const [, signal] = await ended
    expect(signal).to.equal('SIGKILL')
    return (await output).split('\n').slice(0, -1)
  }

  async function drain(path: string): Promise<void> {
    const child = fork(program('outbox-drain.js'), { env: environment(path) })
    const [[{ stats, closed }]] = await Promise.all([once(child, 'message'), once(child, 'exit')])
    expect(stats.pending, 'pending').to.equal(0)
    expect(closed.dropped, 'dropped').to.equal(0)
    const database = openDatabase(path)
    expect(database.prepare('SELECT count(*) AS left FROM dashbot_message').get()).to.include({ left: 0 })
    expect(database.prepare('PRAGMA integrity_check').get()).to.include({ integrity_check: 'ok' })
    database.close()
  }

  const arrived = (): Set<string> =>
    new Set(
      tracker.accepted.map(({ json }) => {
        const { userId, text } = json as { userId: string; text: string }
        return `${userId} ${text}`
      }),
    )

  function expectNothingLost(captured: readonly string[], kills: number): string {
    const found = arrived()
    const lost = captured.filter((message) => !found.has(message))
    const { duplicates, inversions } = tally(tracker.accepted.map(({ json }) => json))
    expect(lost, 'lost').to.deep.equal([])
    expect(inversions, 'inversions').to.equal(0)
    expect(duplicates, 'duplicates').to.be.at.most(kills * IN_FLIGHT)
    return `${kills} kills: ${captured.length} captured, 0 lost, ${inversions} out of order, ${duplicates} twice (at most ${kills * IN_FLIGHT} were in flight)`
  }

  it(`lose nothing in ${KILLS} kills, and keep the order of each conversation`, async function () {
    this.timeout(900_000)
    const captured: string[] = []
    const killInTurn = async (user: string): Promise<void> => {
      const path = join(directory, `${user}.db`)
      for (let run = 1; run <= KILLS / 2; run++) captured.push(...(await captureAndKill(path, run, user)))
      await drain(path)
    }
    await Promise.all([killInTurn('ann'), killInTurn('bob')])
    expect(captured.length).to.be.above(KILLS)
    console.log(`      ${expectNothingLost(captured, KILLS)}`)
  })

  it('share a file: what a killed one left, those that live on deliver', async function () {
    this.timeout(120_000)
    const path = join(directory, 'shared.db')
    const captured: string[] = []
    let kills = 0
    const killInTurn = async (user: string): Promise<void> => {
      for (let run = 1; run <= KILLS / 6; run++, kills++) {
        captured.push(...(await captureAndKill(path, run, `${user}${run}`)))
      }
    }
    await Promise.all([killInTurn('ann'), killInTurn('bob'), killInTurn('cid')])
    await drain(path)
    console.log(`      three on one file, ${expectNothingLost(captured, kills)}`)
  })

  it('share a file: the order of a conversation holds across them', async function () {
    this.timeout(60_000)
    tracker.behave = () =>
      Math.random() < 0.2 ? status(503) : { kind: 'accept', delayMs: Math.random() * 5 }
    const path = join(directory, 'shared.db')
    const bots = ['a', 'b', 'c'].map(() => fork(program('outbox-commanded.js'), { env: environment(path) }))
    const MESSAGES = 150
    for (let number = 0; number < MESSAGES; number++) {
      const bot = bots[Math.floor(Math.random() * bots.length)] as ChildProcess
      bot.send({ userId: `user-${number % 3}`, number })
      await once(bot, 'message')
      if (number === MESSAGES / 2) await kill(bots.shift())
    }
    while (arrived().size < MESSAGES) await sleep(20)
    for (const bot of bots) {
      bot.disconnect()
      await once(bot, 'exit')
    }
    const { delivered, duplicates, inversions } = tally(tracker.accepted.map(({ json }) => json))
    expect({ delivered, inversions }).to.deep.equal({ delivered: MESSAGES, inversions: 0 })
    expect(duplicates).to.be.at.most(IN_FLIGHT)
  })

  async function kill(bot: ChildProcess | undefined): Promise<void> {
    bot?.kill('SIGKILL')
    if (bot !== undefined) await once(bot, 'exit')
  }
})
