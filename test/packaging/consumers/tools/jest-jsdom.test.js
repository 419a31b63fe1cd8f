/**
 * botbuilder does not load with the conditions of a browser.
 *
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "node-addons"]}
 */
const { runTurns } = require('./turn.cjs')

test('turns run in jsdom, and what cannot be sent from there is reported with the remedy', async () => {
  const { sent, received, errors, closed } = await runTurns()
  expect(sent).toEqual(['hi', 'hi', 'hi', 'hi'])
  expect(received).toEqual([])
  expect(closed).toEqual({ handled: 0, left: 0, delivered: 0, persisted: 0, dropped: 8 })
  expect(errors[0].code).toBe('ERR_DASHBOT_TRANSPORT')
  expect(errors[0].message).toMatch(/@jest-environment node/)
})

test('a client delivers in jsdom to a transport of its own', async () => {
  const { DashbotClient, MemoryTransport } = require('botbuilder-dashbot')
  const transport = new MemoryTransport()
  const client = new DashbotClient({ transport })
  client.logIncoming({ text: 'hello', userId: 'u' })
  expect(await client.close()).toEqual({ delivered: 1, persisted: 0, dropped: 0 })
})
