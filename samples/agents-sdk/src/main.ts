import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { CloudAdapter } from '@microsoft/agents-hosting'
import { ConsoleTransport, DashbotClient, DashbotMiddleware } from 'botbuilder-dashbot'
import express from 'express'
import { LibraryAgent } from './agent.js'

const client = process.env.DASHBOT_API_KEY
  ? DashbotClient.fromEnv()
  : new DashbotClient({ transport: new ConsoleTransport() })
const agent = new LibraryAgent()
const adapter = new CloudAdapter()
adapter.use(new DashbotMiddleware(client))

const app = express()
app.use(express.json())
app.post('/api/messages', (request, response) => {
  // Without a client id in the environment the SDK takes anonymous requests, which serves development only.
  Object.assign(request, { user: { name: 'anonymous' } })
  return adapter.process(request, response, (context) => agent.run(context))
})

const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo

/** Talks to the agent as a channel does that wants the replies in the answer. */
async function say(text: string, id: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      type: 'message',
      id,
      text,
      deliveryMode: 'expectReplies',
      channelId: 'twitter',
      serviceUrl: `http://127.0.0.1:${port}`,
      from: { id: '1234858592' },
      recipient: { id: '3805104374' },
      conversation: { id: '1234858592' },
    }),
  })
  const { activities } = (await answer.json()) as { activities: { text: string }[] }
  for (const activity of activities) console.log(`agent: ${activity.text}`)
}

await say('What are your opening hours?', '1')
await say('Renew my books, please', '2')
await say('Tell me a story', '3')

const { delivered, dropped } = await client.close()
console.log(`${delivered} delivered, ${dropped} dropped`)
server.close()
