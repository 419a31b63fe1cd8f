import { createHmac, hash } from 'node:crypto'
import { expect } from 'chai'
import { hmacWith } from '../../../src/twitter/webhook/hmac'

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')

/** Cases 1 and 2 of RFC 4231, whose keys are text. */
const published = [
  {
    key: '\x0b'.repeat(20),
    content: 'Hi There',
    hmac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    key: 'Jefe',
    content: 'what do ya want for nothing?',
    hmac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
]
const runtimes = { 'with hash': hash, 'without hash': undefined }

describe('hmacWith', () => {
  for (const [runtime, hashOnce] of Object.entries(runtimes)) {
    for (const { key, content, hmac } of published) {
      it(`gives what RFC 4231 gives for ${JSON.stringify(content)}, ${runtime}`, () => {
        expect(hmacWith(key, hashOnce)(content)).to.equal(base64(hmac))
        expect(hmacWith(key, hashOnce)(Buffer.from(content))).to.equal(base64(hmac))
      })
    }
  }

  for (const length of [0, 1, 63, 64, 65, 200]) {
    it(`is node:crypto's for a secret of ${length} bytes, and contents of any length`, () => {
      const secret = 'é'.repeat(length / 2) + 'x'.repeat(length % 2)
      const hmac = hmacWith(secret)
      for (const size of [0, 1, 55, 56, 64, 1_665, 16_384, 16_385, 100_000, 3]) {
        const content = Buffer.alloc(size, 'ü1')
        const expected = createHmac('sha256', secret).update(content).digest('base64')
        expect(hmac(content), `${size} bytes`).to.equal(expected)
        expect(hmac(content.toString('latin1')), `${size} characters`).to.equal(
          createHmac('sha256', secret).update(content.toString('latin1')).digest('base64'),
        )
      }
    })
  }
})
