import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { ConfigError, DashbotClient, DashbotMiddleware, MemoryTransport } from 'botbuilder-dashbot'
import { turnContext } from './turn-context.cjs'

assert.throws(() => new DashbotClient(), ConfigError)
const transport = new MemoryTransport()
const client = new DashbotClient({ transport })
const context = turnContext('hello')
await new DashbotMiddleware(client).onTurn(context, async () => {
  await context.sendActivity('hi')
})
await client.close()
assert.deepEqual(
  transport.envelopes.map(({ payload }) => payload.text),
  ['hello', 'hi'],
)
const { DashbotClient: required } = createRequire(import.meta.url)('botbuilder-dashbot')
assert.equal(required, DashbotClient, 'import and require give one and the same library')
console.log('esm ok')
