const { transportContract } = require('botbuilder-dashbot/testing')
const { BatchTransport } = require('../batch-transport')
const { startReceiver } = require('../receiver')

describe('BatchTransport', () => {
  const createSubject = async () => {
    const receiver = await startReceiver()
    return {
      transport: new BatchTransport({ url: receiver.url, writeKey: 'write-key' }),
      received: () =>
        receiver.received.map(({ messageId, type, payload }) => ({
          id: messageId,
          type,
          json: JSON.stringify(payload),
        })),
      refuseNext: ({ retryable }) => receiver.refuseNext(retryable ? 503 : 400),
      dispose: receiver.close,
    }
  }

  for (const { name, run } of transportContract(createSubject, { refusals: true })) it(name, run)
})
