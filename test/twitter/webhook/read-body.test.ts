import { expect } from 'chai'
import { adapterWith, echo } from '../support/called-adapter'
import { messageBody, messageEvent } from '../support/events'
import { WebhookServer } from '../support/webhook-server'

describe('a body', () => {
  for (const encoding of ['utf8', 'latin1', 'base64'] as const) {
    it(`is read in its bytes where something before the adapter has it decoded as ${encoding}`, async () => {
      const { adapter, client, errors } = adapterWith()
      const server = await WebhookServer.listen((request, response) => {
        request.setEncoding(encoding)
        void adapter.process(request, response, echo)
      })
      const text = 'ü'.repeat(100_000)
      const { status } = await server.post(messageBody(messageEvent(text)))
      await adapter.whenIdle()
      await server.close()
      expect(status).to.equal(200)
      expect(client.sent.map((message) => message.text).join('')).to.equal(
        `You said: ${text}`.replace(': ', ':'),
      )
      expect(errors).to.deep.equal([])
    })
  }
})
