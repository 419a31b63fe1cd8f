import { expect } from 'chai'
import { csvLine } from '../../../src/tracker/export/csv'

describe('csvLine', () => {
  it('quotes cells, and quotes within them twice', () => {
    expect(csvLine(['a "b", c', 1.5, true, null])).to.equal('"a ""b"", c","1.5","true",""\r\n')
  })

  it('keeps line breaks within a cell', () => {
    expect(csvLine(['a\nb'])).to.equal('"a\nb"\r\n')
  })

  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '\n@x']) {
    it(`makes a spreadsheet take ${JSON.stringify(text)} for text`, () => {
      expect(csvLine([text])).to.equal(`"'${text}"\r\n`)
    })
  }

  it('leaves numbers and harmless texts as they are', () => {
    expect(csvLine([-1, 'a=b', '5 - 3'])).to.equal('"-1","a=b","5 - 3"\r\n')
  })
})
