const assert = require('node:assert/strict')
const {
  DashbotClient,
  DashbotMiddleware,
  MemoryTransport,
  TrackIntent,
  trackIntent,
} = require('botbuilder-dashbot')
const { turnContext } = require('./turn-context.cjs')

async function main() {
  assert.equal(typeof TrackIntent, 'function')
  const transport = new MemoryTransport()
  const client = new DashbotClient({ transport })
  const middleware = new DashbotMiddleware(client)
  const context = turnContext('hello')
  await middleware.onTurn(context, async () => {
    trackIntent(context, { name: 'GREETING' })
    await context.sendActivity('hi')
  })
  await client.close()
  const seen = transport.envelopes.map(({ type, payload }) => [type, payload.text, payload.intent?.name])
  assert.deepEqual(seen, [
    ['incoming', 'hello', 'GREETING'],
    ['outgoing', 'hi', undefined],
  ])
  const foreign = ['botbuilder', 'botbuilder-core', 'ioredis', 'hono', 'libsql', 'twitter-api-v2', 'undici']
  const loaded = Object.keys(require.cache)
  assert.deepEqual(
    foreign.filter((name) => loaded.some((path) => path.includes(`/node_modules/${name}/`))),
    [],
  )
  console.log('commonjs ok')
}

void main()
