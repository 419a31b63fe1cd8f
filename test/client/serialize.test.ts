import { expect } from 'chai'
import { serialize, serializeWithoutPlatformJson } from '../../src/client/serialize'

const message = { text: 'Hello', userId: 'ann' }

describe('serialize', () => {
  it('writes a payload as it is', () => {
    expect(serialize({ ...message, platformJson: { id: '1' } })).to.equal(
      '{"text":"Hello","userId":"ann","platformJson":{"id":"1"}}',
    )
  })

  it('puts a note in the place of a platformJson that does not serialize, and keeps the rest', () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const throwing = {
      get secret(): never {
        throw new Error('the text of a user')
      },
    }
    const endless = { toJSON: (): unknown => endless.toJSON() }
    const wrong = {
      toJSON(): never {
        throw new TypeError('the text of a user')
      },
    }
    const notes = [circular, { id: 1n }, throwing, endless, wrong].map((platformJson) =>
      JSON.parse(serialize({ ...message, platformJson, sessionId: 's' })),
    )
    expect(notes).to.deep.equal(
      [
        'it is circular',
        'it holds a BigInt',
        'a getter or toJSON threw',
        'it is nested too deeply, or too long',
        'it does not serialize',
      ].map((why) => ({
        ...message,
        platformJson: { note: `platformJson was left out: ${why}` },
        sessionId: 's',
      })),
    )
  })

  it('leaves the free fields that do serialize', () => {
    const event = {
      type: 'customEvent',
      name: 'done',
      userId: 'ann',
      extraInfo: { id: 1n },
      platformJson: { ok: true },
    } as const
    expect(JSON.parse(serialize(event))).to.deep.equal({
      ...event,
      extraInfo: { note: 'extraInfo was left out: it holds a BigInt' },
    })
  })

  it('gives up where a field that is no free one does not serialize', () => {
    const payload = { ...message, own: 1n }
    expect(() => serialize(payload)).to.throw(TypeError)
  })

  it('writes lone surrogates so that any receiver can read them', () => {
    expect(serialize({ ...message, text: '\ud83d' })).to.include('"\\ud83d"')
  })
})

describe('serializeWithoutPlatformJson', () => {
  it('puts a note in its place', () => {
    const json = serializeWithoutPlatformJson({ ...message, platformJson: { id: '1' } }, 'too big') ?? ''
    expect(JSON.parse(json)).to.deep.equal({
      ...message,
      platformJson: { note: 'platformJson was left out: too big' },
    })
  })

  it('has nothing to give where there is none', () => {
    expect(serializeWithoutPlatformJson(message, 'too big')).to.equal(undefined)
  })
})
