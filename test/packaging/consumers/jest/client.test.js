const { DashbotClient, DashbotMiddleware, MemoryTransport } = require('botbuilder-dashbot')

test('captures what is logged', async () => {
  const transport = new MemoryTransport()
  const client = new DashbotClient({ transport })
  new DashbotMiddleware(client)
  client.logIncoming({ text: 'hello', userId: 'u' })
  await client.close()
  expect(transport.envelopes.map(({ payload }) => payload)).toEqual([{ text: 'hello', userId: 'u' }])
})
