import { expect } from 'chai'
import { groupAlike } from '../../../src/tracker/queries/likeness'

const groups = (...texts: readonly string[]) => groupAlike(texts, (text) => text)

describe('groupAlike', () => {
  it('groups texts of the same words, whatever their order, case, accents, signs and numbers', () => {
    const alike = ['Where is order 17?', 'where is ORDER 4711', 'is where order 3', 'Whére is örder 5!']
    expect(groups(...alike, 'What is order 17?')).to.deep.equal([alike, ['What is order 17?']])
  })

  it('groups texts that share most of their words', () => {
    expect(groups('I want to talk to a human', 'asdf', 'I want to talk to a human please')).to.deep.equal([
      ['I want to talk to a human', 'I want to talk to a human please'],
      ['asdf'],
    ])
  })

  it('groups texts of scripts without spaces by their characters', () => {
    expect(groups('今日の東京の天気は', 'こんにちは', '今日の東京の天気')).to.deep.equal([
      ['今日の東京の天気は', '今日の東京の天気'],
      ['こんにちは'],
    ])
  })

  it('keeps texts without words apart, and emoji of other kinds', () => {
    expect(groups('???', '!!!', '???', '🤔🤔', '🤔', '🙏')).to.deep.equal([
      ['???', '???'],
      ['!!!'],
      ['🤔🤔', '🤔'],
      ['🙏'],
    ])
  })

  it('keeps texts apart that share little', () => {
    expect(groups('book a flight', 'book a table', 'a flight, please')).to.have.lengthOf(3)
  })

  it('takes ten thousand different texts', () => {
    const texts = Array.from({ length: 10_000 }, (_, index) => {
      const name = (digit: number) => String.fromCharCode(97 + ((index >> (digit * 4)) % 16))
      return `tell me about ${[0, 1, 2, 3].map((digit) => `topic${name(digit)}`).join(' ')}${name(0)}${name(1)}${name(2)}${name(3)}`
    })
    const found = groups(...texts)
    expect(found.flat()).to.have.members(texts)
  })
})
