import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import { ConfigError, isError } from '../src/errors'

describe('isError', () => {
  it('is true for errors, also of another realm', () => {
    const errors = [new TypeError('a'), new ConfigError('field', 'b'), runInNewContext('new RangeError("c")')]
    expect(errors.map(isError)).to.deep.equal([true, true, true])
  })

  it('is false for what only looks like an error', () => {
    expect([{ name: 'Error', message: 'a' }, 'Error: a', undefined].map(isError)).to.deep.equal([
      false,
      false,
      false,
    ])
  })
})
