// A bot of the fleet: knows Redis, but neither the tracker nor the API key.
// Arguments: the Redis URL, the fleet's name, the bot's name.
import { DashbotClient } from 'botbuilder-dashbot'
import { RedisTransport } from 'botbuilder-dashbot/redis'

const [, , connection = '', fleet = '', name = ''] = process.argv

/** Users of this bot, and how often each says something. */
const USERS = 10
const MESSAGES = 20

const client = new DashbotClient({ transport: new RedisTransport({ connection, name: fleet }) })
for (let number = 0; number < MESSAGES; number += 1) {
  for (let user = 0; user < USERS; user += 1) {
    client.logIncoming({ userId: `${name}-user-${user}`, text: `message ${number}` })
  }
}
const { delivered } = await client.close()
console.log(`${name}: ${delivered} messages handed to Redis`)
