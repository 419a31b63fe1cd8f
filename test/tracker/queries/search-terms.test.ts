import { expect } from 'chai'
import { markMatches, matchExpression, parseSearch } from '../../../src/tracker/queries/search-terms'

describe('search terms', () => {
  it('are the words, in lower case and without accents', () => {
    expect(parseSearch('  Où est-CE, 42? ').words).to.deep.equal(['ou', 'est', 'ce', '42'])
  })

  it('take the last word for a beginning once it has three letters', () => {
    expect(matchExpression(parseSearch('will it rai'))).to.equal('"will" AND "it" AND "rai"*')
    expect(matchExpression(parseSearch('go on'))).to.equal('"go" AND "on"')
  })

  it('are bounded, however long the input is', () => {
    const { words } = parseSearch('word '.repeat(100_000))
    expect(words).to.have.lengthOf(8)
    expect(parseSearch('x'.repeat(5_000)).words[0]).to.have.lengthOf(64)
  })

  it('are marked in a text as it was written', () => {
    const marked = markMatches('Ça va à São Paulo?', parseSearch('ca pau'))
    expect(marked).to.deep.equal([
      { text: 'Ça', isMatch: true },
      { text: ' va à São ', isMatch: false },
      { text: 'Paulo', isMatch: true },
      { text: '?', isMatch: false },
    ])
  })
})
