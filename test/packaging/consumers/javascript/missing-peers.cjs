const assert = require('node:assert/strict')
const { MissingPeerError } = require('botbuilder-dashbot')

async function failure(work) {
  try {
    await work()
  } catch (error) {
    return error
  }
  assert.fail('nothing was missing')
}

async function main() {
  const bullmq = await failure(() => {
    const { BullMqTransport } = require('botbuilder-dashbot/bullmq')
    new BullMqTransport({ connection: { host: '127.0.0.1', port: 1 } })
  })
  assert.ok(bullmq instanceof MissingPeerError, String(bullmq))
  assert.match(bullmq.message, /npm install .*bullmq/)
  const opentelemetry = await failure(() => require('botbuilder-dashbot/opentelemetry').openTelemetry())
  assert.ok(opentelemetry instanceof MissingPeerError, String(opentelemetry))
  assert.match(opentelemetry.message, /npm install @opentelemetry\/api/)
  console.log('missing peers ok')
}

void main()
