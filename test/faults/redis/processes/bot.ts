// A bot that logs messages of its own conversations, and prints its counts at the end.
// Arguments: the Redis URL, the bot's name, how many conversations, how many messages.
import { setTimeout as sleep } from 'node:timers/promises'
import { DashbotClient } from '../../../../src/client/client'
import { RedisTransport } from '../../../../src/redis'
import { numberedPayload } from '../../../support/conversations'

const [, , connection = '', name, conversations, messages] = process.argv

async function main(): Promise<void> {
  const transport = new RedisTransport({ connection })
  const client = new DashbotClient({ transport, onError: () => {} })
  for (let index = 0; index < Number(messages); index += 1) {
    const user = `${name}-user-${index % Number(conversations)}`
    client.logIncoming(numberedPayload(user, Math.floor(index / Number(conversations))))
    if (index % 5 === 4) await sleep(20)
  }
  await client.close({ timeoutMs: 60_000 })
  console.log(JSON.stringify(client.stats()))
}

void main()
