import { expect } from 'chai'
import { sparkline, sparklinePoints } from '../../../../src/tracker/viewer/parts/sparkline'

describe('sparklinePoints', () => {
  it('goes from the bottom for 0 to the top for the greatest value', () => {
    expect(sparklinePoints([0, 5, 10])).to.deep.equal(['0,26', '50,14', '100,2'])
  })

  it('lies at the bottom where nothing happened', () => {
    expect(sparklinePoints([0, 0])).to.deep.equal(['0,26', '100,26'])
  })
})

describe('sparkline', () => {
  it('is empty for less than two values', () => {
    expect(`${sparkline({ values: [3], isOpen: false })}`).to.equal('')
  })

  const lines = (isOpen: boolean) =>
    [...`${sparkline({ values: [0, 5, 10], isOpen })}`.matchAll(/<polyline.*?points="([^"]*)"/g)].map(
      ([, points]) => points,
    )

  it('draws the way to a value of a time that is not over apart from the others', () => {
    expect(lines(false)).to.deep.equal(['0,26 50,14 100,2'])
    expect(lines(true)).to.deep.equal(['0,26 50,14', '50,14 100,2'])
  })

  it('says where it begins and ends, and between what it lies', () => {
    const text = (format?: (value: number) => string) =>
      /aria-label="([^"]*)"/.exec(
        `${sparkline({ values: [2, 0.25, 8, 4], isOpen: true, ...(format && { format }) })}`,
      )?.[1]
    expect(text()).to.equal('Trend: from 2 to 4 so far, between 0.3 and 8')
    expect(text((value) => `${value * 100}%`)).to.equal(
      'Trend: from 200% to 400% so far, between 25% and 800%',
    )
  })
})
