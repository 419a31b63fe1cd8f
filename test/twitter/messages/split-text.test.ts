import { expect } from 'chai'
import fc from 'fast-check'
import { splitText } from '../../../src/twitter/messages/split-text'

describe('splitText', () => {
  const cases: readonly [text: string, parts: readonly string[]][] = [
    ['', []],
    ['short', ['short']],
    ['ten chars.', ['ten chars.']],
    ['two words fit not', ['two words', 'fit not']],
    ['1234567890 x', ['1234567890', 'x']],
    ['12345678901234567890x', ['1234567890', '1234567890', 'x']],
    ['line one\nline two', ['line one', 'line two']],
    ['123456789🙂x', ['123456789', '🙂x']],
    ['12345678🙂x', ['12345678🙂', 'x']],
    ['          x          y', ['x', 'y']],
  ]
  for (const [text, parts] of cases) {
    it(`makes ${JSON.stringify(parts)} of ${JSON.stringify(text)} at 10`, () => {
      expect(splitText(text, 10)).to.deep.equal(parts)
    })
  }

  it('loses nothing but white space, and keeps within the limit', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 2, max: 40 }),
        (text, limit) => {
          const parts = splitText(text, limit)
          for (const part of parts) expect(part.length).to.be.within(1, limit)
          expect(parts.join('').replace(/\s/g, '')).to.equal(text.replace(/\s/g, ''))
        },
      ),
    )
  })
})
