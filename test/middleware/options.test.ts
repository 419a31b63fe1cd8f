import { expect } from 'chai'
import { ConfigError, DashbotClient, DashbotMiddleware, MemoryTransport } from '../../src'

describe("the middleware's arguments", () => {
  for (const client of [undefined, {}, 'a key']) {
    it(`refuse a value that is not a client: ${JSON.stringify(client)}`, () => {
      expect(() => new DashbotMiddleware(client as never))
        .to.throw(ConfigError, 'new DashbotMiddleware(client)')
        .with.property('option', 'client')
    })
  }

  it('refuse a secret for a storage that is not given', () => {
    const client = new DashbotClient({ transport: new MemoryTransport() })
    expect(() => new DashbotMiddleware(client, { storageSecret: 'a secret of sixteen or more' }))
      .to.throw(ConfigError, 'storageSecret has no effect without a storage')
      .with.property('option', 'storageSecret')
  })
})
