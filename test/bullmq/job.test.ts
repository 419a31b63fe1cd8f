import { expect } from 'chai'
import { jobToEnvelope, toJob } from '../../src/bullmq/job'
import { createEnvelope, type Envelope, restoreEnvelope } from '../../src/wire/envelope'

const fields = {
  type: 'incoming',
  json: '{"text":"Grüße, \\ud83d","userId":"1234858592"}',
  conversation: '1234858592',
  capturedAt: 1_700_000_000_000,
} as const

/** As Redis gives it back. */
function stored(envelope: Envelope): unknown {
  const { name, data, opts } = toJob(envelope)
  return { id: opts.jobId, name, data: JSON.parse(JSON.stringify(data)) }
}

describe('toJob and jobToEnvelope', () => {
  it('bring an envelope through Redis as it was', () => {
    const envelope = createEnvelope(fields)
    const { id, type, json, conversation, capturedAt } = jobToEnvelope(stored(envelope)) ?? {}
    expect({ id, type, json, conversation, capturedAt }).to.deep.equal({ id: envelope.id, ...fields })
  })

  it("name the job after the envelope's id, so that it is taken once", () => {
    const envelope = createEnvelope(fields)
    const { opts } = toJob(envelope)
    expect(opts.jobId).to.equal(envelope.id)
    expect(opts.deduplication.id).to.equal(envelope.id)
  })

  for (const id of ['17', '-17', '0', '', 'a:b', '0:17', 'ä ö', '~x', 'a/b?c', '%E0%A4%A']) {
    it(`escape the id ${JSON.stringify(id)}, which BullMQ would refuse or confuse`, () => {
      const envelope = restoreEnvelope({ ...fields, id })
      const { jobId } = toJob(envelope).opts
      expect(jobId).to.match(/^~[\w-]*$/)
      expect(jobToEnvelope(stored(envelope))?.id).to.equal(id)
    })
  }

  for (const [what, job] of Object.entries({
    'no job': undefined,
    'a job without data': { id: 'a', name: 'incoming', data: {} },
    'a job of another name': { id: 'a', name: 'mail', data: { ...fields } },
    'a job whose time is no number': { id: 'a', name: 'incoming', data: { ...fields, capturedAt: 'now' } },
  })) {
    it(`see no envelope in ${what}`, () => expect(jobToEnvelope(job)).to.equal(undefined))
  }
})
