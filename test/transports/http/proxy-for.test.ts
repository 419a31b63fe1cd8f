import { expect } from 'chai'
import { ConfigError } from '../../../src/errors'
import { proxyFor } from '../../../src/transports/http/proxy'

const tracker = 'https://tracker.dashbot.io'

describe('proxyFor', () => {
  const proxies: readonly (readonly [Record<string, string>, string, string | undefined])[] = [
    [{}, tracker, undefined],
    [{ HTTPS_PROXY: 'http://proxy:8080' }, tracker, 'http://proxy:8080/'],
    [{ HTTPS_PROXY: 'proxy:8080' }, tracker, 'http://proxy:8080/'],
    [{ HTTPS_PROXY: 'user:secret@proxy:8080' }, tracker, 'http://user:secret@proxy:8080/'],
    [{ HTTP_PROXY: 'proxy:8080' }, tracker, 'http://proxy:8080/'],
    [{ https_proxy: 'lower:1', HTTPS_PROXY: 'upper:1' }, tracker, 'http://lower:1/'],
    [{ HTTPS_PROXY: 'proxy:8080' }, 'http://127.0.0.1:3979', undefined],
    [{ HTTPS_PROXY: ' ' }, tracker, undefined],
  ]
  for (const [environment, origin, expected] of proxies) {
    it(`is ${expected} for ${origin} with ${JSON.stringify(environment)}`, () => {
      expect(proxyFor(origin, environment)).to.equal(expected)
    })
  }

  const exceptions: readonly (readonly [string, string, boolean])[] = [
    ['*', tracker, true],
    ['dashbot.io', tracker, true],
    ['.dashbot.io', tracker, true],
    ['*.dashbot.io', tracker, true],
    ['bot.io', tracker, false],
    ['DASHBOT.IO', tracker, true],
    ['other.test, tracker.dashbot.io', tracker, true],
    ['other.test tracker.dashbot.io', tracker, true],
    ['127.0.0.0/8', 'http://127.0.0.1:3979', true],
    ['10.0.0.0/8,192.168.0.0/16', 'http://192.168.3.4', true],
    ['10.0.0.0/8', 'http://11.0.0.1', false],
    ['10.0.0.0/8', tracker, false],
    ['10.0.0.0/33', 'http://10.0.0.1', false],
    ['fd00::/8', 'http://[fd00::1]:80', true],
    ['::1', 'http://[::1]:3979', true],
    ['[::1]', 'http://[::1]:3979', true],
    ['127.0.0.1', 'http://127.0.0.1:3979', true],
    ['localhost:3979', 'http://localhost:3979', true],
    ['localhost:1', 'http://localhost:3979', false],
  ]
  for (const [list, origin, isDirect] of exceptions) {
    it(`${isDirect ? 'leaves out' : 'serves'} ${origin} with NO_PROXY=${list}`, () => {
      const found = proxyFor(origin, { HTTP_PROXY: 'proxy:8080', NO_PROXY: list })
      expect(found).to.equal(isDirect ? undefined : 'http://proxy:8080/')
    })
  }

  for (const value of ['socks5://proxy:1080', 'http://', 'proxy:port', 'http://user:secret@:80']) {
    it(`names the variable with the value ${value}, and not the value`, () => {
      expect(() => proxyFor(tracker, { HTTPS_PROXY: value }))
        .to.throw(ConfigError, /^The environment variable HTTPS_PROXY must be the address of an http proxy/)
        .with.property('message')
        .that.does.not.include(value.replace('http://', '') || 'secret')
    })
  }
})
