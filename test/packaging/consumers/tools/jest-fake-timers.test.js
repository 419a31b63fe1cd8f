const { runTurns } = require('./turn.cjs')

test('turns and closes end under fake timers', async () => {
  jest.useFakeTimers()
  expect(await runTurns()).toEqual({
    sent: ['hi', 'hi', 'hi', 'hi'],
    received: ['hello', 'hello', 'hello', 'hello', 'hi', 'hi', 'hi', 'hi'],
    errors: [],
    closed: { handled: 0, left: 0, delivered: 8, persisted: 0, dropped: 0 },
  })
})
