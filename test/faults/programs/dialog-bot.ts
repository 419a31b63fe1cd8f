import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConversationState, type Storage, type StoreItems } from 'botbuilder'
import { Dialog, DialogSet, DialogTurnStatus, WaterfallDialog, type WaterfallStep } from 'botbuilder-dialogs'
import { Redis } from 'ioredis'
import { RedisInbox } from '../../../src/redis'
import { TwitterAdapter } from '../../../src/twitter'

/**
 * One of the processes of a bot with a waterfall dialog, whose state is in a store that they share. It notes in a file
 * what each step got, as `USER STEP TEXT`.
 */
const { REDIS = '', LOG = '', SECRET = '', STEPS = '0' } = process.env

/** As a store in the cloud: without locks, the last one to write wins. */
class RedisStorage implements Storage {
  readonly #client = new Redis(REDIS)

  async read(keys: string[]): Promise<StoreItems> {
    const texts = await this.#client.mget(keys)
    const found = keys.flatMap((key, index) => {
      const text = texts[index]
      return text ? [[key, JSON.parse(text)] as const] : []
    })
    return Object.fromEntries(found)
  }

  async write(changes: StoreItems): Promise<void> {
    const texts = Object.entries(changes).map(([key, item]) => [key, JSON.stringify(item)] as const)
    await this.#client.mset(texts.flat())
  }

  async delete(keys: string[]): Promise<void> {
    await this.#client.del(keys)
  }
}

const step =
  (number: number): WaterfallStep =>
  async ({ context }) => {
    const { from, text } = context.activity
    appendFileSync(LOG, `${from.id} ${number} ${text}\n`)
    await context.sendActivity(`Step ${number}: ${text}`)
    return number + 1 === Number(STEPS) ? { status: DialogTurnStatus.complete } : Dialog.EndOfTurn
  }

const state = new ConversationState(new RedisStorage())
const dialogs = new DialogSet(state.createProperty('dialogs')).add(
  new WaterfallDialog(
    'order',
    Array.from({ length: Number(STEPS) }, (_, number) => step(number)),
  ),
)

const adapter = new TwitterAdapter({
  consumerSecret: SECRET,
  client: { send: async () => ({ id: '1' }), sendTyping: async () => {}, markRead: async () => {} },
  inbox: new RedisInbox({ connection: REDIS }),
})

const logic: Parameters<TwitterAdapter['resume']>[0] = async (context) => {
  const dialog = await dialogs.createContext(context)
  const { status } = await dialog.continueDialog()
  if (status === DialogTurnStatus.empty) await dialog.beginDialog('order')
  await state.saveChanges(context)
}

const server = createServer((request, response) => void adapter.process(request, response, logic))
server.listen(0, '127.0.0.1', () => {
  adapter.resume(logic)
  process.send?.((server.address() as AddressInfo).port)
})
process.on('disconnect', () => process.exit())
