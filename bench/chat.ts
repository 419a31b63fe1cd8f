import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { FakeX } from '../src/testing'
import type { BotUsage } from './chat/bot'
import { median } from './figures'
import type { Suite, Table } from './suite'

const ROUNDS = 5
const MESSAGES_PER_ROUND = 100
const MESSAGES_PER_QUICK_ROUND = 20
const USERS = 10
/** Enough that both are compiled. */
const ROUNDS_TO_WARM_UP = 3

export const chat: Suite = {
  name: 'chat',
  title:
    "Encrypted X Chat beside plain messages: X's own engine on both sides, one answer each, over loopback",
  run: async ({ isQuick }) => [
    isQuick ? await chatTable(1, MESSAGES_PER_QUICK_ROUND) : await chatTable(ROUNDS, MESSAGES_PER_ROUND),
  ],
}

async function chatTable(rounds: number, messagesPerRound: number): Promise<Table> {
  const scale = { rounds, messagesPerRound }
  const x = await FakeX.start({ echoes: false })
  const account = await x.registerForChat(x.botId)
  const phones = await Promise.all(
    Array.from({ length: USERS }, (_, index) => x.registerForChat(String(2_000 + index))),
  )
  const users = phones.map(({ userId }) => userId)
  const plain = await start(x, {})
  const plainMicros = await measure(plain, scale, (count) => sendPlain(x, users, count))
  const withoutEngine = await usageOf(plain)
  plain.disconnect()

  const encrypted = await start(x, { KEYS: account.blob, KEY_VERSION: account.keyVersion })
  for (const phone of phones) phone.openConversation(x.botId)
  const sendEncrypted = async (count: number) => {
    const before = answers(x)
    for (let sent = 0; sent < count; sent += 1) phones[sent % USERS]?.send(x.botId, `message ${sent}`)
    while (answers(x) < before + count) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const chatMicros = await measure(encrypted, scale, sendEncrypted)
  const withEngine = await usageOf(encrypted)
  encrypted.disconnect()
  await x.close()

  const megabytes = ({ residentBytes }: BotUsage) => Math.round(residentBytes / 1e6)
  return {
    head: ['message', 'CPU of the bot, received and answered (µs)', 'memory at the end (MB)', 'start (ms)'],
    rows: [
      ['plain', Math.round(plainMicros), megabytes(withoutEngine), withoutEngine.startMs.toFixed(1)],
      ['encrypted', Math.round(chatMicros), megabytes(withEngine), withEngine.startMs.toFixed(1)],
    ],
    notes: [
      `An encrypted message adds ${Math.round(chatMicros - plainMicros)} µs: two HTTP requests in both cases, and the engine's work.`,
      'The engine is loaded at the first encrypted event.',
    ],
  }
}

/** How many encrypted messages the bot posted. */
const answers = (x: FakeX) => x.requests.filter(({ path }) => /^\/2\/chat\/.*\/messages$/.test(path)).length

async function sendPlain(x: FakeX, users: readonly string[], count: number): Promise<void> {
  const before = x.sent.length
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      x.receive({ from: users[index % users.length] ?? '', text: `message ${index}` }),
    ),
  )
  while (x.sent.length < before + count) await new Promise((resolve) => setTimeout(resolve, 10))
}

async function start(x: FakeX, keys: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const env = {
    ...process.env,
    X_URL: x.url,
    X_KEYS: JSON.stringify(x.keys),
    USER_ID: x.botId,
    SECRET: x.consumerSecret,
    ...keys,
  }
  const child = fork(join(__dirname, 'chat', 'bot.js'), { env })
  const [port] = await once(child, 'message')
  await x.connect(`http://127.0.0.1:${port}`)
  return child
}

/** @returns the CPU time of the bot for a message, in µs: the median of the rounds */
async function measure(
  bot: ChildProcess,
  { rounds, messagesPerRound }: { readonly rounds: number; readonly messagesPerRound: number },
  send: (count: number) => Promise<void>,
): Promise<number> {
  for (let round = 0; round < Math.min(rounds, ROUNDS_TO_WARM_UP); round += 1) await send(messagesPerRound)
  const micros: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = await usageOf(bot)
    await send(messagesPerRound)
    const after = await usageOf(bot)
    micros.push((after.cpuMicros - before.cpuMicros) / messagesPerRound)
  }
  return median(micros)
}

async function usageOf(bot: ChildProcess): Promise<BotUsage> {
  bot.send('usage')
  const [usage] = await once(bot, 'message')
  return usage
}
