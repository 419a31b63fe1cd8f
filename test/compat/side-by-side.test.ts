import { expect } from 'chai'
import sinon from 'sinon'
import { type Dashbot, type DashbotConfig, dashbot } from '../../src/compat'
import { FakeTracker, status, type TrackedRequest } from '../support/fake-tracker'
import { golden, goldens } from '../support/golden'

/** What both packages have in common, as far as it is tried here. */
type Twitter = Pick<
  Dashbot['twitter'],
  'logIncoming' | 'logOutgoing' | 'logEvent' | 'setNotHandled' | 'eventUtil' | 'messageUtil'
>
type Factory = (apiKey: string | undefined, config?: DashbotConfig) => { readonly twitter: Twitter }

const original: Factory = require('dashbot')
const packages: readonly (readonly [string, Factory])[] = [
  ["dashbot's package", original],
  ['this library', dashbot],
]

/** What the tracker receives, apart from the version, which names the package. */
function essence({ method, path, query, body, headers }: TrackedRequest) {
  const { v: _, ...others } = query
  return { method, path, query: others, body, contentType: headers['content-type'] }
}

describe('dashbot(apiKey).twitter beside the original', () => {
  let tracker: FakeTracker
  let printed: sinon.SinonStub
  const environment = process.env

  beforeEach(async () => {
    tracker = await FakeTracker.start()
    printed = sinon.stub(console, 'log')
    sinon.stub(process, 'emitWarning')
  })

  afterEach(async () => {
    sinon.restore()
    process.env = environment
    await tracker.close()
  })

  /** The requests of each package for the same calls, and what is printed. */
  async function sideBySide(
    calls: (twitter: Twitter, note: (value: unknown) => void) => Promise<unknown>,
    config: DashbotConfig = {},
  ) {
    const results = []
    for (const [name, factory] of packages) {
      tracker.requests.length = 0
      printed.resetHistory()
      const noted: unknown[] = []
      const instance = factory('KEY', { serverRoot: tracker.url, ...config })
      await calls(instance.twitter, (value) => noted.push(value))
      results.push({ name, noted, requests: tracker.requests.map(essence), printed: printed.args })
      if (factory === dashbot) await (instance as Dashbot).close({ timeoutMs: 0 })
    }
    const [theirs, ours] = results
    if (theirs === undefined || ours === undefined) throw new Error('there are two packages')
    return { theirs, ours }
  }

  for (const { name, query, body } of goldens()) {
    it(`posts ${name} alike`, async () => {
      const { theirs, ours } = await sideBySide(async (twitter) => {
        if (query.type === 'incoming') await twitter.logIncoming(body)
        else if (query.type === 'outgoing') await twitter.logOutgoing(body)
        else await twitter.logEvent(body)
      })
      expect(ours.requests).to.deep.equal(theirs.requests)
      expect(ours.requests).to.have.length(1)
      expect(JSON.parse(ours.requests[0]?.body ?? '')).to.deep.equal(body)
    })
  }

  it('posts what the utilities make alike, though Dashbot’s document asks for more', async () => {
    const { theirs, ours } = await sideBySide(async ({ logEvent, logIncoming, eventUtil, messageUtil }) => {
      await logIncoming(messageUtil.messageWithText('ann', 'Hi'))
      await logIncoming(messageUtil.messageWithText('ann', 'Hi', 'c1'))
      await logEvent(eventUtil.createCustomEvent('e', 'ann', 'c1', { some: 'thing' }))
      await logEvent(eventUtil.createPageLaunchEvent('ann', 'c1'))
      await logEvent(eventUtil.createShareEvent('ann', undefined, { text: 'look' }))
      await logEvent(eventUtil.createRevenueEvent('ann', 'c1', 17.45, 'r', { sku: 'abc' }))
    })
    expect(ours.requests).to.deep.equal(theirs.requests)
    expect(ours.requests).to.have.length(6)
  })

  it('marks the next outgoing message, and it alone, as not handled', async () => {
    const { theirs, ours } = await sideBySide(async ({ setNotHandled, logIncoming, logOutgoing }) => {
      setNotHandled()
      await logIncoming({ text: 'What?', userId: 'ann' })
      await logOutgoing({ text: 'Sorry?', userId: 'ann', intent: { name: 'X' } })
      await logOutgoing({ text: 'Anything else?', userId: 'ann' })
    })
    expect(ours.requests).to.deep.equal(theirs.requests)
    expect(ours.requests.map(({ body }) => JSON.parse(body).intent)).to.deep.equal([
      undefined,
      { name: 'NotHandled' },
      undefined,
    ])
  })

  it('leaves the message that it marks as it was', async () => {
    const message = { text: 'Sorry?', userId: 'ann' }
    await sideBySide(async ({ setNotHandled, logOutgoing }) => {
      setNotHandled()
      await logOutgoing(message)
    })
    expect(message).to.deep.equal({ text: 'Sorry?', userId: 'ann' })
  })

  for (const code of [200, 204, 401, 503]) {
    it(`resolves with an answer of ${code} alike`, async () => {
      tracker.behave = () => status(code)
      const { theirs, ours } = await sideBySide(async ({ logIncoming }, note) => {
        const response = await logIncoming({ text: 'Hi', userId: 'ann' })
        note(response?.status)
        note(response?.ok)
        note(await response?.text())
      })
      expect(ours.noted).to.deep.equal(theirs.noted)
      expect(ours.noted).to.deep.equal([code, code < 300, ''])
    })
  }

  it('prints why the tracker refuses a payload alike, and lets the caller read it', async () => {
    tracker.behave = () => ({ kind: 'status', status: 400, body: 'userId is required' })
    const { theirs, ours } = await sideBySide(async ({ logIncoming }, note) => {
      note((await logIncoming({ text: 'Hi' }))?.status)
    })
    expect(ours.noted).to.deep.equal([400])
    expect(ours.printed).to.deep.equal(theirs.printed)
    expect(ours.printed).to.deep.equal([['validation error: ', 'userId is required']])
  })

  it('resolves with an answer whose body never ends, alike', async () => {
    tracker.behave = () => ({ kind: 'stall-body', status: 200 })
    const { theirs, ours } = await sideBySide(
      async ({ logIncoming }, note) => note((await logIncoming({ text: 'Hi', userId: 'ann' }))?.status),
      { timeout: 50 },
    )
    expect(ours.noted).to.deep.equal(theirs.noted)
    expect(ours.noted).to.deep.equal([200])
  })

  it('rejects where the tracker gives no answer, alike', async () => {
    tracker.behave = () => ({ kind: 'reset-after-body' })
    const { theirs, ours } = await sideBySide(async ({ logIncoming }, note) => {
      note(
        await logIncoming({ text: 'Hi', userId: 'ann' }).then(
          () => 'resolved',
          (error) => error instanceof Error,
        ),
      )
    })
    expect(ours.noted).to.deep.equal(theirs.noted)
    expect(ours.noted).to.deep.equal([true])
  })

  it('rejects after the timeout, alike', async () => {
    tracker.behave = () => ({ kind: 'hang' })
    const { theirs, ours } = await sideBySide(
      async ({ logIncoming }, note) => {
        await logIncoming({ text: 'Hi', userId: 'ann' }).catch((error) => note(/timeout/.test(error.message)))
      },
      { timeout: 30 },
    )
    expect(ours.noted).to.deep.equal(theirs.noted)
    expect(ours.noted).to.deep.equal([true])
  })

  it('waits for nothing and prints nothing where errors are not printed, alike', async () => {
    tracker.behave = () => status(400)
    const { theirs, ours } = await sideBySide(
      async ({ logIncoming }, note) => {
        note(await logIncoming({ text: 'Hi', userId: 'ann' }))
        while (tracker.requests.length === 0) await new Promise(setImmediate)
      },
      { printErrors: false },
    )
    expect(ours.noted).to.deep.equal([undefined])
    expect(ours.requests).to.deep.equal(theirs.requests)
    expect(ours.printed).to.deep.equal([])
  })

  it('posts to another path where urlRoot names it, alike', async () => {
    const { theirs, ours } = await sideBySide(async ({ logEvent }) => logEvent(golden('event-custom').body), {
      urlRoot: `${tracker.url}/collect/all`,
    })
    expect(ours.requests).to.deep.equal(theirs.requests)
    expect(ours.requests[0]?.path).to.equal('/collect/all')
  })

  it("redacts the text and the intent's inputs with a redactor of the user's own, alike", async () => {
    const redact = { redactAsync: async (text: string) => text.replace(/\d/g, '#') }
    const { theirs, ours } = await sideBySide(
      async ({ logIncoming }) =>
        logIncoming({
          text: 'call 123',
          userId: '7',
          message: { text: 'or 456' },
          intent: {
            name: 'CALL9',
            inputs: [
              { name: 'phone', value: '123' },
              { name: 'other', value: 5 },
            ],
          },
          platformJson: { text: '123' },
        }),
      { redact },
    )
    expect(ours.requests).to.deep.equal(theirs.requests)
    expect(ours.requests[0]?.body).to.include('call ###').and.include('or ###').and.include('"value":"###"')
  })

  it('prints the payload where debug is set, but not the key', async () => {
    const { theirs, ours } = await sideBySide(
      async ({ logIncoming, logOutgoing, logEvent }) => {
        await logIncoming({ text: 'Hi', userId: 'ann' })
        await logOutgoing({ text: 'Ho', userId: 'ann' })
        await logEvent({ name: 'e', type: 'customEvent', userId: 'ann' })
      },
      { debug: true },
    )
    expect(ours.printed.filter((_, line) => line % 2 === 1)).to.deep.equal(
      theirs.printed.filter((_, line) => line % 2 === 1),
    )
    const titles = ours.printed.filter((_, line) => line % 2 === 0).join()
    expect(titles).to.match(/^Dashbot Incoming: http.*,Dashbot Outgoing: http.*,Dashbot Event: http/)
    expect(titles).to.not.include('KEY')
  })

  it('takes the environment into account, alike', async () => {
    process.env = { ...environment, DASHBOT_API_KEY_OVERRIDE: 'OVERRIDE', DASHBOT_SERVER_ROOT: tracker.url }
    const { theirs, ours } = await sideBySide(
      async ({ logIncoming }) => logIncoming({ text: 'Hi', userId: 'ann' }),
      {
        serverRoot: undefined,
      },
    )
    expect(ours.requests).to.deep.equal(theirs.requests)
    expect(ours.requests[0]?.query).to.include({ apiKey: 'OVERRIDE' })
  })

  for (const [name, factory] of packages) {
    it(`throws without a key: ${name}`, () => {
      expect(() => factory(undefined)).to.throw(Error, /API.KEY/i)
    })
  }
})
