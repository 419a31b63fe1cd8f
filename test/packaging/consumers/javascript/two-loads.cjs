const assert = require('node:assert/strict')

/** Asserts that two loads of the package in one process work as one. */
exports.assertOneLibrary = async (bots, recorder, turnContext) => {
  assert.notEqual(bots.DashbotClient, recorder.DashbotClient)

  class Bot {
    /** Has no context: the turn is found by the asynchronous one. */
    ask() {}
    reply(context) {
      return context.sendActivity('hi')
    }
  }
  for (const [method, intent] of [
    ['ask', { name: 'GREETING' }],
    ['reply', { name: 'GREETED', direction: 'outgoing' }],
  ]) {
    const descriptor = Object.getOwnPropertyDescriptor(Bot.prototype, method)
    const decorated = bots.TrackIntent(intent)(Bot.prototype, method, descriptor) ?? descriptor
    Object.defineProperty(Bot.prototype, method, decorated)
  }
  assert.equal(recorder.trackedHandlers(Bot).length, 2)

  const transport = new recorder.MemoryTransport()
  const client = new recorder.DashbotClient({ transport })
  const bot = new Bot()
  const context = turnContext('hello')
  await new recorder.DashbotMiddleware(client).onTurn(context, async () => {
    bot.ask()
    bots.trackEvent(context, { type: 'customEvent', name: 'asked' })
    await bot.reply(context)
  })
  await client.close()
  const seen = transport.envelopes.map(({ payload }) => [payload.name ?? payload.text, payload.intent?.name])
  assert.deepEqual(seen.sort(), [
    ['asked', undefined],
    ['hello', 'GREETING'],
    ['hi', 'GREETED'],
  ])

  const refused = new bots.TransportError('no', { retryable: false, status: 400 })
  assert.ok(refused instanceof recorder.TransportError)
  assert.ok(refused instanceof recorder.DashbotError)
  assert.ok(!(refused instanceof recorder.ConfigError))
  class OwnError extends recorder.TransportError {}
  assert.ok(!(refused instanceof OwnError))
  const errors = []
  const refusing = new recorder.DashbotClient({
    transport: { send: () => Promise.reject(refused) },
    onError: (error) => errors.push(error),
    onDrop: () => {},
  })
  refusing.logIncoming({ text: 'hello', userId: 'u' })
  await refusing.flush()
  assert.equal(refusing.stats().dropped.rejected, 1)
  assert.deepEqual(errors, [refused])
  await refusing.close()
}
