import { expect } from 'chai'
import { directMessages, rejection, userId } from '../support/direct-messages'
import type { DecoratedClasses } from './decorated-classes'

/** What `@TrackEvent` does, whichever mode compiled the classes. */
export function describeEvents(mode: string, { TrackedBot }: DecoratedClasses): void {
  describe(`TrackEvent, ${mode}`, () => {
    it('records an event with the values and resolvers of its fields', async () => {
      const { recording, turn } = directMessages()
      await turn('a sandwich', async (context) => {
        await new TrackedBot().buy(context, 'ham')
      })
      expect(recording.captured[1]).to.deep.include({
        type: 'event',
        payload: {
          type: 'revenueEvent',
          name: 'boughtSandwich',
          userId,
          conversationId: userId,
          amount: 17.45,
          referenceNumber: '#ham',
          metadata: { shop: 'corner' },
        },
      })
    })

    it('records no success of a method that failed', async () => {
      const { recording, turn } = directMessages()
      await turn('a sandwich', async (context) => {
        await rejection(new TrackedBot().buy(context, 'none'))
      })
      expect(recording.lines).to.deep.equal(['incoming a sandwich'])
    })

    it('records failures, or every call with its timing, as its options say', async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => {
        await new TrackedBot().attempt(context, async () => {})
        await rejection(new TrackedBot().attempt(context, () => Promise.reject(new Error('no luck'))))
      })
      expect(recording.lines).to.deep.equal(['incoming hi', 'event tried', 'event tried', 'event failed'])
      expect(recording.captured[3]?.payload).to.have.deep.property('extraInfo', { why: 'Error: no luck' })
      const extraInfo = Object(recording.captured[1]?.payload).extraInfo
      expect(Object.keys(extraInfo)).to.deep.equal(['url', 'start', 'difference', 'end'])
      expect(extraInfo.difference).to.equal(extraInfo.end - extraInfo.start)
      expect(extraInfo.start).to.be.closeTo(Date.now(), 5_000)
    })

    it('records the share and referral events, by the name of the method, for another user where one is given', async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => {
        new TrackedBot().shareIt(context)
        new TrackedBot().refer(context)
      })
      expect(recording.captured.slice(1).map(({ payload }) => payload)).to.deep.equal([
        {
          type: 'shareEvent',
          name: 'shareIt',
          sharedMessage: { text: 'come' },
          userId: 'someone',
          conversationId: 'elsewhere',
        },
        {
          type: 'referralEvent',
          name: 'refer',
          ref: 'r',
          source: 'ADS',
          ad_id: 'a',
          referer_uri: 'https://x.test',
          userId,
          conversationId: userId,
        },
      ])
    })

    it('records one event where parent and child are both decorated, the outermost', async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => void (await new TrackedBot().shelve(context)))
      expect(recording.lines).to.deep.equal(['incoming hi', 'event child shelved'])
    })

    it('reports resolvers that throw or return promises, and the bot never notices', async () => {
      const { recording, turn } = directMessages()
      await turn('hi', async (context) => {
        expect(await new TrackedBot().broken(context)).to.equal('fine')
      })
      expect(recording.lines).to.deep.equal(['incoming hi #STILL'])
      expect(recording.errors.map(String)).to.deep.equal([
        'Error: another resolver broke',
        'Error: a resolver broke',
        'TypeError: The resolver of metadata returned a promise; it must return the value',
        'ValidationError: Dashbot would refuse this event broken of @TrackEvent on TrackedBot.broken: amount is required',
      ])
      expect(recording.failures).to.deep.equal([
        '@TrackIntent on TrackedBot.broken: the resolver of inputs failed',
        '@TrackEvent on TrackedBot.broken: the resolver of amount failed',
        '@TrackEvent on TrackedBot.broken: the resolver of metadata failed',
      ])
    })
  })
}
