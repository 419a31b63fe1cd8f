const assert = require('node:assert/strict')
const { ActivityHandler, TestAdapter } = require('botbuilder')
const {
  ConfigError,
  DashbotClient,
  DashbotMiddleware,
  HttpTransport,
  pseudonymize,
  trackIntent,
} = require('botbuilder-dashbot')

class Bot extends ActivityHandler {
  constructor() {
    super()
    this.onMessage(async (context, next) => {
      trackIntent(context, 'GREETING')
      await context.sendActivity('hi')
      await next()
    })
  }
}

async function main() {
  const { createServer } = require('node:http')
  const received = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      received.push(JSON.parse(body))
      response.end()
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const serverRoot = `http://127.0.0.1:${server.address().port}`
  assert.throws(() => new DashbotClient({}), ConfigError)
  const client = new DashbotClient({
    transport: new HttpTransport({ apiKey: 'key', serverRoot }),
    beforeSend: pseudonymize('a secret of some length'),
  })
  const bot = new Bot()
  const adapter = new TestAdapter((context) => bot.run(context), { channelId: 'twitter' })
  adapter.use(new DashbotMiddleware(client))
  await adapter.send('I am jo@example.com').assertReply('hi').startTest()
  await client.close()
  server.close()
  assert.deepEqual(
    received.map(({ text, intent }) => [text, intent?.name]),
    [
      ['I am [email]', 'GREETING'],
      ['hi', undefined],
    ],
  )
  console.log('bundle ok')
}

void main()
