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
  const redis = await failure(() => {
    const { RedisTransport } = require('botbuilder-dashbot/redis')
    new RedisTransport({ connection: { host: '127.0.0.1', port: 1 } })
  })
  assert.ok(redis instanceof MissingPeerError, String(redis))
  assert.match(redis.message, /npm install .*ioredis/)
  const opentelemetry = await failure(() => require('botbuilder-dashbot/opentelemetry').openTelemetry())
  assert.ok(opentelemetry instanceof MissingPeerError, String(opentelemetry))
  assert.match(opentelemetry.message, /npm install @opentelemetry\/api/)
  console.log('missing peers ok')
}

void main()
