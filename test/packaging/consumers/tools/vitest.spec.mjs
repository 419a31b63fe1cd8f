import { DashbotClient, MemoryTransport } from 'botbuilder-dashbot'
import { expect, test } from 'vitest'

test('captures what is logged', async () => {
  const transport = new MemoryTransport()
  const client = new DashbotClient({ transport })
  client.logIncoming({ text: 'hello', userId: 'u' })
  await client.close()
  expect(transport.envelopes.map(({ payload }) => payload)).toEqual([{ text: 'hello', userId: 'u' }])
})
