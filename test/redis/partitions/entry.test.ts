import { expect } from 'chai'
import { toEntry, toFields, toRemains } from '../../../src/redis/partitions/entry'

const entry = {
  id: 'ID',
  kind: 'incoming',
  conversation: 'ann',
  at: 1_700_000_000_000,
  body: '{"text":"Hi"}',
}

describe('an entry', () => {
  it('comes back as it was stored, with its place', () => {
    expect(toEntry('1-0', toFields(entry))).to.deep.equal({ place: '1-0', ...entry })
  })

  const damaged: Record<string, readonly string[]> = {
    'fields of somebody else': ['hello', 'world'],
    'no fields': [],
    'truncated JSON': toFields({ ...entry, body: '{"text":"H' }),
    'JSON that is not an object': toFields({ ...entry, body: '[]' }),
    'a body of 10 MB': toFields({ ...entry, body: `{"text":"${'x'.repeat(10_000_000)}"}` }),
    'a time that is not a number': ['i', 'ID', 't', 'incoming', 'c', 'ann', 'a', 'noon', 'j', '{}'],
    'a time that no date can be': ['i', 'ID', 't', 'incoming', 'c', 'ann', 'a', '1e300', 'j', '{}'],
    'no conversation': ['i', 'ID', 't', 'incoming', 'a', '1', 'j', '{}'],
    'an infinite time': ['i', 'ID', 't', 'incoming', 'c', 'ann', 'a', 'Infinity', 'j', '{}'],
    'no body': ['i', 'ID', 't', 'incoming', 'c', 'ann', 'a', '1'],
    'a name without a value': ['i', 'ID', 't'],
  }
  for (const [what, fields] of Object.entries(damaged)) {
    it(`is not made of ${what}, of which some remains for a dead letter`, () => {
      expect(toEntry('1-0', fields)).to.equal(undefined)
      expect(JSON.stringify(toRemains(fields)).length).to.be.below(100_000)
      expect(() => new Date(toRemains(fields).at).toISOString()).not.to.throw()
    })
  }
})
