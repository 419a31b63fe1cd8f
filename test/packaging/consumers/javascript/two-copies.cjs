const { cpSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { assertOneLibrary } = require('./two-loads.cjs')
const { turnContext } = require('./turn-context.cjs')

async function main() {
  const installed = dirname(require.resolve('botbuilder-dashbot/package.json'))
  const copy = join(__dirname, 'node_modules/other/node_modules/botbuilder-dashbot')
  cpSync(installed, copy, { recursive: true })
  await assertOneLibrary(require(copy), require('botbuilder-dashbot'), turnContext)
  await assertOneLibrary(require('botbuilder-dashbot'), require(copy), turnContext)
  console.log('two copies ok')
}

void main()
