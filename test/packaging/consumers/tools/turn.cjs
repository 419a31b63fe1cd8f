const { once } = require('node:events')
const { createServer } = require('node:http')
const { setTimeout: wait } = require('node:timers/promises')

const consumerSecret = 'secret'
let messages = 0

/** A user's message as X sends it, signed, its body in the form that is asked for. */
function call(formOf) {
  const { sign } = require('botbuilder-dashbot/twitter')
  const message_create = {
    sender_id: '42',
    target: { recipient_id: '1' },
    message_data: { text: 'hello' },
  }
  const event = { type: 'message_create', id: String(++messages), created_timestamp: '1', message_create }
  const body = Buffer.from(JSON.stringify({ for_user_id: '1', direct_message_events: [event] }))
  const headers = { 'x-twitter-webhooks-signature': sign(consumerSecret, body) }
  return { method: 'POST', url: '/', headers, body: formOf(body) }
}

/** Turns with bodies of several forms, then closes all. Resolves to what the user, Dashbot and onError got. */
exports.runTurns = async () => {
  const { DashbotClient, DashbotMiddleware, HttpTransport } = require('botbuilder-dashbot')
  const { TwitterAdapter } = require('botbuilder-dashbot/twitter')
  const received = []
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      received.push(JSON.parse(Buffer.concat(chunks)).text)
      response.end()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const serverRoot = `http://127.0.0.1:${server.address().port}`
  const [sent, errors] = [[], []]
  const onError = (error) => errors.push(error)
  const client = new DashbotClient({
    transport: new HttpTransport({ apiKey: 'key', serverRoot, maxSockets: 1 }),
    onError,
  })
  const adapter = new TwitterAdapter({
    consumerSecret,
    client: {
      send: async ({ text }) => ({ id: String(sent.push(text)) }),
      sendTyping: async () => {},
      markRead: async () => {},
    },
    onError,
  })
  adapter.use(new DashbotMiddleware(client))
  const answer = async (context) => void (await context.sendActivity('hi'))
  const forms = [
    (body) => body,
    (body) => new Uint8Array(body),
    (body) => new Uint8Array(body).buffer,
    String,
  ]
  for (const formOf of forms) {
    await adapter.handle(call(formOf), answer)
    // Lets sockets become idle, which the next turn then takes again.
    await wait(50)
  }
  const closed = { ...(await adapter.close()), ...(await client.close()) }
  server.close()
  return { sent, received: received.sort(), errors, closed }
}
