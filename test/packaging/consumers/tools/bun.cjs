const assert = require('node:assert/strict')
const { runTurns } = require('./turn.cjs')

async function main() {
  assert.ok(process.versions.bun)
  const { received, errors, closed } = await runTurns()
  assert.equal(received.length, 8)
  assert.deepEqual(errors, [])
  assert.equal(closed.delivered, 8)
  console.log('bun ok')
}

void main()
