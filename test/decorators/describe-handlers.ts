import { expect } from 'chai'
import { trackedHandlers } from '../../src'
import type { DecoratedClasses } from './decorated-classes'

/** What `trackedHandlers` lists, whichever mode compiled the classes. */
export function describeHandlers(mode: string, { TrackedBot, HandlerBot, Shelf }: DecoratedClasses): void {
  describe(`trackedHandlers, ${mode}`, () => {
    it('lists what a class declares and inherits', () => {
      const plan = trackedHandlers(TrackedBot)
      expect(plan.find(({ method }) => method === 'weather')).to.deep.equal({
        className: 'TrackedBot',
        method: 'weather',
        isStatic: false,
        kind: 'intent',
        name: 'WEATHER_QUERY',
        direction: 'incoming',
        inputs: undefined,
      })
      expect(plan.filter(({ method }) => method === 'attempt').map(({ name }) => name)).to.have.members([
        'failed',
        'tried',
      ])
      expect(plan.find(({ method }) => method === 'classwide')).to.include({ isStatic: true, name: 'STATIC' })
      expect(plan.filter(({ method }) => method === 'look')).to.have.length(1)
      expect(trackedHandlers(class extends Shelf {})).to.deep.equal([
        {
          className: 'Shelf',
          method: 'look',
          isStatic: false,
          kind: 'intent',
          name: 'SHELF_QUERY',
          direction: 'incoming',
          inputs: [],
        },
        {
          className: 'Shelf',
          method: 'shelve',
          isStatic: false,
          kind: 'event',
          name: 'shelved',
          type: 'customEvent',
          on: 'success',
        },
      ])
    })

    it('needs no instance, and lists nothing of classes without decorators', () => {
      expect(trackedHandlers(class {})).to.deep.equal([])
      expect(trackedHandlers(HandlerBot).map(({ name }) => name)).to.deep.equal(['HANDLED'])
    })
  })
}
