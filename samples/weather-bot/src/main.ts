import { DashbotClient } from 'botbuilder-dashbot'
import { FakeX } from 'botbuilder-dashbot/testing'
import { createTracker } from 'botbuilder-dashbot/tracker'
import { TwitterApiClient } from 'botbuilder-dashbot/twitter'
import { converse } from './conversation.js'
import { untilInterrupted } from './interrupt.js'
import { events, summary, transcript } from './report.js'
import { WeatherServer } from './server.js'

const stays = process.stdin.isTTY === true

// The tracker: takes Dashbot's API, and shows what it got. Kept in a file only where somebody stays to look.
const tracker = await createTracker({ path: stays ? 'tracker.db' : ':memory:' })
const trackerUrl = await tracker.listen({ port: stays ? 3979 : 0 })

// X, as far as this machine goes.
const x = await FakeX.start()

const toDashbot = Boolean(process.env.DASHBOT_API_KEY)
const dashbot = toDashbot
  ? DashbotClient.fromEnv()
  : new DashbotClient({ apiKey: 'local', serverRoot: trackerUrl })

const server = await WeatherServer.start({
  consumerSecret: x.consumerSecret,
  userId: x.botId,
  directMessages: new TwitterApiClient({ ...x.keys, agent: x.agent }),
  dashbot,
  port: stays ? 3978 : 0,
})
await x.connect(server.webhookUrl)

await converse(x, () => server.adapter.whenIdle())
await dashbot.flush({ timeoutMs: 10_000 })

const { accepted, delivered, pending, dropped } = dashbot.stats()
const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
if (!toDashbot) console.log(`${transcript(tracker)}\n${events(tracker)}\n${summary(tracker)}`)
console.log(`${accepted} captured, ${delivered} delivered, ${pending} pending, ${lost} dropped`)

if (stays) {
  console.log(`
See the conversations:  ${trackerUrl}
Send a webhook of X to: ${server.webhookUrl} (signed with "${x.consumerSecret}")
Ctrl+C ends it.`)
  await untilInterrupted()
}

await server.close()
await dashbot.close()
await x.close()
await tracker.close()
process.exitCode = delivered === accepted ? 0 : 1
