import { expect } from 'chai'
import { sparklinePoints } from '../../../../src/tracker/viewer/parts/sparkline'

describe('sparklinePoints', () => {
  it('goes from the bottom for 0 to the top for the greatest value', () => {
    expect(sparklinePoints([0, 5, 10])).to.equal('0,26 50,14 100,2')
  })

  it('lies at the bottom where nothing happened', () => {
    expect(sparklinePoints([0, 0])).to.equal('0,26 100,26')
  })

  it('is empty for less than two values', () => {
    expect(sparklinePoints([3])).to.equal('')
  })
})
