import { expect } from 'chai'
import { crcAnswer, crcToken } from '../../../src/twitter'

const forgery = '{"direct_message_events":[]}'

describe('crcAnswer', () => {
  it("is X's published vector", () => {
    expect(crcAnswer('apiSecret', 'test token')).to.deep.equal({
      response_token: 'sha256=O5hJl2njQRIa4vsumZ+3oom9ECR5m3aQLRZkPoYelp0=',
    })
  })
})

describe('crcToken', () => {
  const taken: readonly [url: string, token: string][] = [
    ['/twitter?crc_token=test%20token', 'test token'],
    ['/twitter?crc_token=test+token', 'test token'],
    ['/?nonce=7&crc_token=MDUyZGI4_-%2B%2F%3D', 'MDUyZGI4_-+/='],
    [`/?crc_token=${'a'.repeat(256)}`, 'a'.repeat(256)],
  ]
  for (const [url, token] of taken) {
    it(`is taken from ${url.slice(0, 50)}`, () => {
      expect(crcToken(url)).to.equal(token)
    })
  }

  const refused: readonly (string | undefined)[] = [
    undefined,
    '',
    '/twitter',
    '/twitter?',
    '/twitter?crc_token',
    '/twitter?crc_token=',
    '/twitter?crc_token=a&crc_token=b',
    '/twitter?crc_token=a&crc_token=a',
    '/twitter?crc_token[]=a',
    `/twitter?crc_token=${encodeURIComponent(forgery)}`,
    `/twitter?crc_token=${forgery}`,
    '/twitter?crc_token=%22a%22',
    '/twitter?crc_token=%5B1%5D',
    '/twitter?crc_token=a%3Ab',
    '/twitter?crc_token=a%00b',
    '/twitter?crc_token=a%0Ab',
    '/twitter?crc_token=%FF',
    '/twitter?crc_token=%7B',
    '/twitter?crc_token=%C4%B0',
    `/twitter?crc_token=${'a'.repeat(257)}`,
  ]
  for (const url of refused) {
    it(`is refused in ${url?.slice(0, 60)}`, () => {
      expect(crcToken(url)).to.equal(undefined)
    })
  }
})
