import { expect } from 'chai'
import fc from 'fast-check'
import { findPersonalData } from '../../src/privacy/detect/find'
import { personalDataKinds } from '../../src/privacy/kinds'
import { redactText } from '../../src/privacy/redact-text'
import { aboutPayload } from '../support/about'
import { hostileTexts, prose } from '../support/hostile-texts'
import { measuredKinds, measureRedaction, piiCorpus } from '../support/pii-corpus'

/** Far above what it takes: a loaded machine is several times slower, a quadratic detector a thousand times. */
const MOST_MS = 12_000

const kinds = new Set(personalDataKinds)
const payloadOf = (text: string) => ({ text, userId: '1' })
const redact = (text: string): unknown => redactText()(payloadOf(text), aboutPayload(payloadOf(text)))

function elapsed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

describe('what redactText finds in marked sentences', () => {
  const { recall, precision } = measureRedaction(piiCorpus(), (text) => findPersonalData(text, kinds))

  for (const kind of measuredKinds) {
    it(`leaves nothing of any ${kind}`, () => {
      expect(recall[kind]?.all).to.be.above(10)
      expect(recall[kind]?.found).to.equal(recall[kind]?.all)
    })
  }

  it('is personal', () => {
    expect(precision.all).to.be.above(400)
    expect(precision.wrong).to.deep.equal([])
  })
})

describe('the time that redactText takes', () => {
  it('is linear in prose', () => {
    expect(elapsed(() => redact(prose))).to.be.below(MOST_MS)
  })

  for (const [part, text] of hostileTexts) {
    it(`is linear in 256 KiB of ${JSON.stringify(part.slice(0, 24))}`, () => {
      expect(elapsed(() => redact(text))).to.be.below(MOST_MS)
    })
  }

  it('is linear in any repetition', () => {
    const character = fc.constantFrom(...'01234567890 .-/()+:@#$,=\nabcxzAZ\u00e9\u00df')
    const part = fc.array(character, { minLength: 1, maxLength: 12 }).map((characters) => characters.join(''))
    fc.assert(
      fc.property(part, (repeated) => {
        const text = repeated.repeat(Math.ceil((64 * 1024) / repeated.length))
        return elapsed(() => redact(text)) < MOST_MS
      }),
      { numRuns: 60 },
    )
  })
})
