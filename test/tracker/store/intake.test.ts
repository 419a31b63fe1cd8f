import { expect } from 'chai'
import sinon from 'sinon'
import type { Arrival } from '../../../src/tracker/store/ingest/arrival'
import { Intake } from '../../../src/tracker/store/intake'
import type { NotStoredError } from '../../../src/tracker/store/not-stored-error'
import { incoming, NOON_ISH } from './ingest/arrivals'

const LOCKED = new Error('database is locked')

describe('Intake', () => {
  let clock: sinon.SinonFakeTimers
  let batches: (readonly Arrival[])[]
  let reported: NotStoredError[]
  let fault: (batch: readonly Arrival[]) => Error | undefined
  let intake: Intake

  beforeEach(() => {
    clock = sinon.useFakeTimers()
    batches = []
    reported = []
    fault = () => undefined
    const append = (batch: readonly Arrival[]): void => {
      const error = fault(batch)
      if (error !== undefined) throw error
      batches.push(batch)
    }
    intake = new Intake({ journal: { append }, onError: (error) => reported.push(error) })
  })

  afterEach(() => clock.restore())

  const add = (text: string) =>
    intake.add(incoming(NOON_ISH, { text })).then(
      () => 'stored',
      (error: NotStoredError) => error.refusal,
    )
  const addMany = (count: number) => Array.from({ length: count }, (_, n) => add(`${n}`))
  const texts = () => batches.map((batch) => batch.map(({ payload }) => 'text' in payload && payload.text))

  it('writes down what arrives together in one transaction', async () => {
    const answers = addMany(3)
    expect(batches).to.have.length(0)
    await clock.runAllAsync()
    expect(await Promise.all(answers)).to.deep.equal(['stored', 'stored', 'stored'])
    expect(texts()).to.deep.equal([['0', '1', '2']])
  })

  it('stores no more than 500 at a time', async () => {
    const answers = addMany(1_201)
    await clock.runAllAsync()
    await Promise.all(answers)
    expect(batches.map(({ length }) => length)).to.deep.equal([500, 500, 201])
  })

  it('waits while another process holds the file, and keeps the order', async () => {
    fault = () => LOCKED
    const first = add('first')
    await clock.tickAsync(1_000)
    const second = add('second')
    await clock.tickAsync(1_000)
    fault = () => undefined
    await clock.runAllAsync()
    expect(await Promise.all([first, second])).to.deep.equal(['stored', 'stored'])
    expect(texts()).to.deep.equal([['first', 'second']])
    expect(reported).to.have.length(0)
  })

  it('refuses what waits once the file was held for three seconds, and goes on afterwards', async () => {
    fault = () => LOCKED
    const answers = addMany(2)
    await clock.runAllAsync()
    expect(await Promise.all(answers)).to.deep.equal(['locked', 'locked'])
    expect(Date.now()).to.be.within(3_000, 3_100)
    expect(reported.map(({ message }) => message)).to.deep.equal([
      "Another process has held the tracker's database for 3 s: database is locked",
    ])

    fault = () => undefined
    const next = add('next')
    await clock.runAllAsync()
    expect(await next).to.equal('stored')
  })

  it('refuses what the file did not take, and goes on afterwards', async () => {
    fault = () => new Error('disk full')
    const answers = addMany(3)
    await clock.runAllAsync()
    expect(await Promise.all(answers)).to.deep.equal(['failed', 'failed', 'failed'])
    expect(reported.map(({ message }) => message)).to.deep.equal([
      "The tracker's database did not take what arrived: disk full",
    ])

    fault = () => undefined
    const next = add('next')
    await clock.runAllAsync()
    expect(await next).to.equal('stored')
  })

  it('lets in no more than 10,000 payloads', async () => {
    const answers = addMany(10_001)
    expect(await answers[10_000]).to.equal('full')
    await clock.runAllAsync()
    expect(await answers[9_999]).to.equal('stored')
    const next = add('next')
    await clock.runAllAsync()
    expect(await next).to.equal('stored')
  })

  it('lets in no more than 64 MiB', async () => {
    const large = 'x'.repeat(30 * 1024 * 1024)
    const answers = [add(large), add(large), add(large)]
    expect(await answers[2]).to.equal('full')
    await clock.runAllAsync()
    expect(await answers[1]).to.equal('stored')
    const next = add(large)
    await clock.runAllAsync()
    expect(await next).to.equal('stored')
  })

  describe('flushing', () => {
    it('stores what waits at once', async () => {
      const answer = add('a')
      intake.flush()
      expect(texts()).to.deep.equal([['a']])
      expect(await answer).to.equal('stored')
      await clock.runAllAsync()
      expect(batches).to.have.length(1)
    })

    it('refuses what waits where the file is held', async () => {
      fault = () => LOCKED
      const answers = addMany(2)
      intake.flush()
      expect(await Promise.all(answers)).to.deep.equal(['locked', 'locked'])
    })

    it('has nothing to do where nothing waits', () => {
      intake.flush()
      expect(batches).to.have.length(0)
    })
  })
})
