import { expect } from 'chai'
import { ConfigError, DashbotMiddleware } from '../../src'

describe("the middleware's arguments", () => {
  for (const client of [undefined, {}, 'a key']) {
    it(`refuse a value that is not a client: ${JSON.stringify(client)}`, () => {
      expect(() => new DashbotMiddleware(client as never))
        .to.throw(ConfigError, 'new DashbotMiddleware(client)')
        .with.property('option', 'client')
    })
  }
})
