import { DashbotClient } from 'botbuilder-dashbot'
import { FakeX } from 'botbuilder-dashbot/testing'
import { createTracker } from 'botbuilder-dashbot/tracker'
import { TwitterApiClient } from 'botbuilder-dashbot/twitter'
import { converse, converseEncrypted } from './conversation.js'
import { delivered, events, kinds, summary, transcript } from './report.js'
import { WeatherServer } from './server.js'
import { talk } from './talk.js'

const stays = process.stdin.isTTY === true

// The tracker: takes Dashbot's API, and shows what it got. Kept in a file only where somebody stays to look.
const tracker = await createTracker({ path: stays ? 'tracker.db' : ':memory:' })
// A tracker that runs already keeps its port.
const trackerUrl = await tracker.listen({ port: stays ? 3979 : 0 }).catch(() => tracker.listen({ port: 0 }))

// X, as far as this machine goes.
const x = await FakeX.start()

// The keys of the bot's account for encrypted X Chat; a bot without them leaves `chat` out.
const chat = process.env.X_CHAT === 'off' ? undefined : await x.registerForChat(x.botId)

const toDashbot = Boolean(process.env.DASHBOT_API_KEY)
const dashbot = toDashbot
  ? DashbotClient.fromEnv()
  : new DashbotClient({ apiKey: 'local', serverRoot: trackerUrl })

const server = await WeatherServer.start({
  consumerSecret: x.consumerSecret,
  userId: x.botId,
  directMessages: new TwitterApiClient({ ...x.keys, agent: x.agent }),
  ...(chat && { chat: { keys: chat.blob, keyVersion: chat.keyVersion } }),
  dashbot,
  port: stays ? 3978 : 0,
})
await x.connect(server.webhookUrl)

await converse(x, () => server.adapter.whenIdle())
if (chat) await converseEncrypted(x, () => server.adapter.whenIdle())
await dashbot.flush({ timeoutMs: 10_000 })

const { accepted, pending, dropped, ...stats } = dashbot.stats()
const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
const counts = delivered(tracker)
if (!toDashbot) {
  for (const part of [transcript(tracker), events(tracker), kinds(counts), summary(tracker)])
    console.log(part)
}
console.log(`${accepted} captured, ${stats.delivered} delivered, ${pending} pending, ${lost} dropped`)

if (stays) {
  console.log(`
See the conversations:  ${trackerUrl}
Send X's webhooks to:   ${server.webhookUrl}, signed with ${x.consumerSecret}
Or talk to the bot here; Ctrl+C ends it.
`)
  await talk(x, () => server.adapter.whenIdle())
}

await server.close()
await dashbot.close()
await x.close()
await tracker.close()
const isComplete = toDashbot || [...counts.values()].every((count) => count > 0)
process.exitCode = isComplete && stats.delivered === accepted ? 0 : 1
