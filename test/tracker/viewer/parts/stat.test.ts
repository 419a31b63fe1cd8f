import { expect } from 'chai'
import { stat } from '../../../../src/tracker/viewer/parts/stat'

describe('stat', () => {
  const change = (now: number, before: number | undefined, isBad = false) => {
    const markup = String(
      stat({
        label: 'Users',
        note: '',
        value: '',
        now,
        before,
        trend: { values: [], isOpen: false },
        isBad,
      }),
    )
    const [, tone, text] = /<span class="change ?(\w*)">(.*)<\/span><\/dd>/.exec(markup) ?? []
    return [tone, text?.replace(/<[^>]+>/g, '')]
  }

  it('shows how much more or less it is than before', () => {
    expect(change(150, 100)).to.deep.equal(['better', '↑up 50.0%'])
    expect(change(50, 100)).to.deep.equal(['worse', '↓down 50.0%'])
  })

  it('takes more of what is bad for worse', () => {
    expect(change(150, 100, true)[0]).to.equal('worse')
    expect(change(50, 100, true)[0]).to.equal('better')
  })

  it('has no direction where nothing changed, and is absent where there is nothing to compare with', () => {
    expect(change(100, 100)).to.deep.equal(['', 'no change'])
    expect(change(100, undefined)).to.deep.equal([undefined, undefined])
    expect(change(100, 0)).to.deep.equal([undefined, undefined])
  })
})
