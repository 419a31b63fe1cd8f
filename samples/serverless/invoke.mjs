import { ConsoleTransport, DashbotClient } from 'botbuilder-dashbot'
import { sign } from 'botbuilder-dashbot/twitter'
import { createHandler } from './handler.mjs'

// Invokes the handler as Lambda would: with the signed webhook of one direct message.
const consumerSecret = 'consumer-secret'
const message = {
  type: 'message_create',
  id: '1',
  created_timestamp: String(Date.now()),
  message_create: {
    sender_id: '1234858592',
    target: { recipient_id: '3805104374' },
    message_data: { text: 'Hello' },
  },
}
const body = JSON.stringify({ for_user_id: '3805104374', direct_message_events: [message] })

const handler = createHandler({
  consumerSecret,
  directMessages: {
    send: async ({ text }) => {
      console.log(`bot: ${text}`)
      return { id: '2' }
    },
    sendTyping: async () => {},
    markRead: async () => {},
  },
  client: process.env.DASHBOT_API_KEY ? undefined : new DashbotClient({ transport: new ConsoleTransport() }),
})
const response = await handler({
  version: '2.0',
  rawPath: '/webhook',
  rawQueryString: '',
  requestContext: { http: { method: 'POST', path: '/webhook' } },
  headers: {
    'content-type': 'application/json',
    'x-twitter-webhooks-signature': sign(consumerSecret, body),
  },
  body,
  isBase64Encoded: false,
})
console.log(`answered ${response.statusCode}`)
