const { assertOneLibrary } = require('./two-loads.cjs')
const { turnContext } = require('./turn-context.cjs')

test('captures what is logged', async () => {
  const { DashbotClient, DashbotMiddleware, MemoryTransport } = require('botbuilder-dashbot')
  const transport = new MemoryTransport()
  const client = new DashbotClient({ transport })
  new DashbotMiddleware(client)
  client.logIncoming({ text: 'hello', userId: 'u' })
  await client.close()
  expect(transport.envelopes.map(({ payload }) => payload)).toEqual([{ text: 'hello', userId: 'u' }])
})

test('is one library before and after a reset of the modules', async () => {
  const before = require('botbuilder-dashbot')
  jest.resetModules()
  await assertOneLibrary(before, require('botbuilder-dashbot'), turnContext)
})
