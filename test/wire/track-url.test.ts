import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { normalizeServerRoot, trackUrl } from '../../src/wire/track-url'

describe('trackUrl', () => {
  it("is the address of Dashbot's document, with the key encoded", () => {
    const url = trackUrl({ serverRoot: 'https://tracker.dashbot.io', type: 'incoming', apiKey: 'a b&c' })
    expect(url).to.equal(
      'https://tracker.dashbot.io/track?platform=twitter&v=11.1.0-rest&type=incoming&apiKey=a%20b%26c',
    )
  })
})

describe('normalizeServerRoot', () => {
  it('drops closing slashes and keeps a path', () => {
    expect(normalizeServerRoot('http://127.0.0.1:3979/')).to.equal('http://127.0.0.1:3979')
    expect(normalizeServerRoot('https://proxy.example/dashbot//')).to.equal('https://proxy.example/dashbot')
  })

  for (const root of [
    '',
    'tracker.dashbot.io',
    'ftp://tracker.dashbot.io',
    'https://ann:secret@proxy.example',
    'https://proxy.example/?tenant=1',
  ]) {
    it(`refuses ${JSON.stringify(root)} and names the option`, () => {
      expect(() => normalizeServerRoot(root))
        .to.throw(ConfigError)
        .with.property('option', 'serverRoot')
    })
  }
})
