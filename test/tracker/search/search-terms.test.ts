import { expect } from 'chai'
import { markMatches, matchExpression, parseSearch } from '../../../src/tracker/search/search-terms'

const texts = (input: string) => parseSearch(input).map(({ text }) => text)
const marked = (text: string, search: string) =>
  markMatches(text, parseSearch(search)).map((part) => (part.isMatch ? `[${part.text}]` : part.text))

describe('search terms', () => {
  it('are the words, in lower case and without accents', () => {
    expect(texts('  Où est-CE, 42? ')).to.deep.equal(['ou', 'est', 'ce', '42'])
  })

  it('take the last word for a beginning once it has three letters', () => {
    expect(matchExpression(parseSearch('will it rai'))).to.equal('"will" AND "it" AND "rai" *')
    expect(matchExpression(parseSearch('go on'))).to.equal('"go" AND "on"')
  })

  it('look for pairs of characters in scripts without spaces, and for one character at the beginning of a pair', () => {
    expect(matchExpression(parseSearch('東京の'))).to.equal('"東京 京の"')
    expect(matchExpression(parseSearch('雨'))).to.equal('"雨" *')
  })

  it('are bounded, however long the input is', () => {
    expect(texts('word '.repeat(100_000))).to.have.lengthOf(8)
    expect(texts('x'.repeat(5_000))[0]).to.have.lengthOf(64)
  })

  it('are marked in a text as it was written', () => {
    expect(marked('Ça va à São Paulo?', 'ca pau')).to.deep.equal(['[Ça]', ' va à São ', '[Paulo]', '?'])
  })

  it('are marked within a run of characters, and as a whole emoji', () => {
    expect(marked('今日の東京の天気は', '天気')).to.deep.equal(['今日の東京の', '[天気]', 'は'])
    expect(marked('ok 👍🏽!', '👍')).to.deep.equal(['ok ', '[👍🏽]', '!'])
  })
})
