import { expect } from 'chai'
import { MissingPeerError } from '../../src/errors'
import { requirePeer } from '../../src/internal/require-peer'

describe('requirePeer', () => {
  it('gives what it loads', () => {
    expect(requirePeer('A feature', ['a-package'], () => 7)).to.equal(7)
  })

  it('names the packages to install', () => {
    const load = () => require('a-package-that-is-not-installed')
    expect(() => requirePeer('A feature', ['a-package', 'another'], load)).to.throw(
      MissingPeerError,
      'A feature needs a-package another. Install it with: npm install a-package another',
    )
  })

  it('passes on what else goes wrong', () => {
    const load = () => {
      throw new TypeError('a bug')
    }
    expect(() => requirePeer('A feature', ['a-package'], load)).to.throw(TypeError, 'a bug')
  })
})
