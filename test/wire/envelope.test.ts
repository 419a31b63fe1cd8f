import { expect } from 'chai'
import { ConfigError } from '../../src/errors'
import { createEnvelope, requestBody, restoreEnvelope } from '../../src/wire/envelope'
import type { DashbotMessage } from '../../src/wire/types'

const json = '{"text":"Hi","userId":"ann"}'
const fields = { type: 'incoming', json, conversation: 'ann', capturedAt: 1_000 } as const

describe('createEnvelope', () => {
  it('gives each envelope an id of its own', () => {
    const [one, two] = [createEnvelope(fields), createEnvelope(fields)]
    expect(one.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(one.id).to.not.equal(two.id)
    expect(one).to.include(fields)
  })

  it('gives no id twice, however many it gives', () => {
    const ids = new Set(Array.from({ length: 140_000 }, () => createEnvelope(fields).id))
    expect(ids.size).to.equal(140_000)
    for (const id of ids) if (id.length !== 36) expect(id).to.have.length(36)
  })

  it('gives a fresh payload at every reading', () => {
    const envelope = createEnvelope(fields)
    const payload = envelope.payload as DashbotMessage
    payload.text = 'changed'
    expect(envelope.payload).to.deep.equal({ text: 'Hi', userId: 'ann' })
  })
})

describe('restoreEnvelope', () => {
  it('keeps the id', () => {
    expect(restoreEnvelope({ id: 'x', ...fields })).to.include({ id: 'x', ...fields })
  })
})

describe('restoreEnvelope, given something else,', () => {
  it('names the fields', () => {
    const { json, ...others } = fields
    for (const [given, named] of [
      [5, 'id, json, conversation, type, capturedAt'],
      [{ id: 'x', ...others }, 'json'],
      [{ id: 'x', ...fields, type: 'other' }, 'type'],
      [{ id: 'x', ...fields, capturedAt: '1' }, 'capturedAt'],
    ] as const) {
      expect(() => restoreEnvelope(given as never)).to.throw(ConfigError, new RegExp(`: ${named}$`))
    }
  })
})

describe('requestBody', () => {
  it('is what was captured, to the byte, while that is fresh', () => {
    expect(requestBody(createEnvelope(fields), 6_000)).to.equal(json)
  })

  it('carries the moment of capture once it is more than five seconds old', () => {
    expect(JSON.parse(requestBody(createEnvelope(fields), 6_001))).to.deep.equal({
      text: 'Hi',
      userId: 'ann',
      dashbot_timestamp: 1_000,
    })
  })

  it('keeps the time that the payload brought', () => {
    const own = '{"text":"Hi","userId":"ann","dashbot_timestamp":7}'
    expect(requestBody(createEnvelope({ ...fields, json: own }), 60_000)).to.equal(own)
  })
})
