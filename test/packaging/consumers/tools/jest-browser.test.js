/** @jest-environment jsdom */
const { DashbotClient, HttpTransport, MemoryTransport } = require('botbuilder-dashbot')

test('what cannot be sent with the conditions of a browser is reported with the remedy', async () => {
  const errors = []
  const transport = new HttpTransport({ apiKey: 'key', serverRoot: 'http://127.0.0.1:9' })
  const onDrop = () => {}
  const client = new DashbotClient({ transport, onDrop, onError: (error) => errors.push(error) })
  client.logIncoming({ text: 'hello', userId: 'u' })
  expect(await client.close()).toEqual({ delivered: 0, persisted: 0, dropped: 1 })
  expect(errors.map(({ code }) => code)).toEqual(['ERR_DASHBOT_TRANSPORT'])
  expect(errors[0].message).toMatch(/@jest-environment node.*MemoryTransport/)
})

test('a client delivers to a transport of its own', async () => {
  const transport = new MemoryTransport()
  const client = new DashbotClient({ transport })
  client.logIncoming({ text: 'hello', userId: 'u' })
  expect(await client.close()).toEqual({ delivered: 1, persisted: 0, dropped: 0 })
})
