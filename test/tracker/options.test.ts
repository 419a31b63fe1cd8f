import { expect } from 'chai'
import sinon from 'sinon'
import { ConfigError, DashbotError } from '../../src/errors'
import { resolveTrackerOptions, type TrackerOptions } from '../../src/tracker/options'

describe("the tracker's options", () => {
  afterEach(() => sinon.restore())

  it('have defaults', () => {
    const { onError, ...options } = resolveTrackerOptions({})
    expect(options).to.deep.equal({
      path: 'tracker.db',
      apiKeys: undefined,
      password: undefined,
      retentionMs: Number.POSITIVE_INFINITY,
      maxBytes: Number.POSITIVE_INFINITY,
      maxBodyBytes: 1_048_576,
    })
    const print = sinon.stub(console, 'error')
    onError(new DashbotError('ERR_DASHBOT_TRACKER', 'it went wrong'))
    sinon.assert.calledOnceWithExactly(print, 'it went wrong')
  })

  it('let a bot have several keys', () => {
    const { apiKeys } = resolveTrackerOptions({ apiKeys: { production: ['old', 'new'], test: 'T' } })
    expect(apiKeys).to.deep.equal([
      { key: 'old', name: 'production' },
      { key: 'new', name: 'production' },
      { key: 'T', name: 'test' },
    ])
  })

  const wrong: readonly (readonly [keyof TrackerOptions | 'file', unknown])[] = [
    ['file', 'tracker.db'],
    ['path', ''],
    ['path', 7],
    ['apiKeys', []],
    ['apiKeys', ['']],
    ['apiKeys', {}],
    ['apiKeys', { test: '' }],
    ['apiKeys', { test: [] }],
    ['apiKeys', { test: ['one', ''] }],
    ['apiKeys', { test: [['one']] }],
    ['apiKeys', { test: 'same', production: 'same' }],
    ['apiKeys', { test: ['one', 'same'], production: 'same' }],
    ['password', ''],
    ['password', 'seven77'],
    ['retentionMs', 0],
    ['retentionMs', '7d'],
    ['maxBytes', -1],
    ['maxBodyBytes', Number.NaN],
  ]
  for (const [option, value] of wrong) {
    it(`refuse ${option}: ${JSON.stringify(value)}`, () => {
      expect(() => resolveTrackerOptions({ [option]: value }))
        .to.throw(ConfigError)
        .with.property('option', option)
    })
  }
})
