/**
 * botbuilder does not load with the conditions of a browser.
 *
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "node-addons"]}
 */
const { runTurns } = require('./turn.cjs')

test('turns are reported in jsdom', async () => {
  expect(await runTurns()).toEqual({
    sent: ['hi', 'hi', 'hi', 'hi'],
    received: ['hello', 'hello', 'hello', 'hello', 'hi', 'hi', 'hi', 'hi'],
    errors: [],
    closed: { handled: 0, left: 0, delivered: 8, persisted: 0, dropped: 0 },
  })
})
