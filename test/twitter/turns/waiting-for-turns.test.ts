import { join } from 'node:path'
import { expect } from 'chai'
import { ConfigError } from '../../../src/errors'
import { SqliteInbox } from '../../../src/twitter'
import { makeDirectory, removeDirectory } from '../../support/directory'
import { until } from '../../support/until'
import { AdapterHost } from '../support/adapter-host'
import { messageEvent } from '../support/events'
import { inboxEvent, opened } from '../support/inbox-events'

describe('the turns of an adapter', () => {
  let host: AdapterHost

  beforeEach(() => {
    host = new AdapterHost()
  })

  afterEach(() => host.close())

  describe('on close', () => {
    it('are waited for, and webhooks get 503', async () => {
      host.logic = async (context) => {
        await host.gate
        await context.sendActivity('done')
      }
      await host.serve()
      await host.post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => host.adapter.stats().running === 1)
      const closed = host.adapter.close({ timeoutMs: 5_000 })
      expect(await host.post(messageEvent('3'))).to.equal(503)
      host.openGate()
      expect(await closed).to.deep.equal({ handled: 2, left: 0 })
      expect(host.client.sent).to.have.length(2)
      expect(await host.adapter.close()).to.deep.equal({ handled: 2, left: 0 })
    })

    it('are lost and reported where the memory inbox has no more time', async () => {
      host.logic = () => host.gate
      await host.serve()
      await host.post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => host.adapter.stats().running === 1)
      expect(await host.adapter.close({ timeoutMs: 20 })).to.deep.equal({ handled: 0, left: 2 })
      expect(String(host.errors[0])).to.match(/^TurnError: 2 events were not handled/)
    })

    it('are waited for where its options are wrong, which is reported', async () => {
      host.logic = () => host.gate
      await host.serve()
      await host.post(messageEvent('1'))
      await until('a turn runs', () => host.adapter.stats().running === 1)
      const closed = host.adapter.close({ timeoutMS: 20 } as object)
      host.openGate()
      expect(await closed).to.deep.equal({ handled: 1, left: 0 })
      expect(host.errors[0]).to.be.instanceOf(ConfigError)
      expect(String(host.errors[0])).to.match(/TwitterAdapter\.close.*timeoutMS/)
    })

    it('stay in a durable inbox where they wait', async () => {
      host.logic = () => host.gate
      await host.serve({ inbox: new SqliteInbox({ path: ':memory:' }) })
      await host.post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => host.adapter.stats().running === 1)
      const closed = host.adapter.close()
      host.openGate()
      expect(await closed).to.deep.equal({ handled: 1, left: 1 })
      expect(host.errors).to.deep.equal([])
    })
  })

  describe('are waited for by whenIdle', () => {
    it('from resume on, where an ended process left them', async () => {
      const directory = makeDirectory()
      const path = join(directory, 'inbox.db')
      const left = new SqliteInbox({ path })
      await opened(left).add([inboxEvent('1')])
      left.close()
      await host.serve({ inbox: new SqliteInbox({ path }) })
      await host.adapter.whenIdle()
      expect(host.adapter.stats()).to.include({ pending: 1, handled: 0 })
      host.adapter.resume((context) => host.logic(context))
      await host.adapter.whenIdle()
      expect(host.adapter.stats()).to.include({ pending: 0, handled: 1 })
      await host.adapter.close()
      removeDirectory(directory)
    })

    it('no longer after the close, which leaves them in a durable inbox', async () => {
      host.logic = () => host.gate
      await host.serve({ inbox: new SqliteInbox({ path: ':memory:' }) })
      await host.post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => host.adapter.stats().running === 1)
      const idle = host.adapter.whenIdle()
      expect(await host.adapter.close({ timeoutMs: 20 })).to.deep.equal({ handled: 0, left: 2 })
      host.openGate()
      await idle
      await host.adapter.whenIdle()
      expect(host.adapter.stats()).to.include({ pending: 2, running: 0 })
    })

    it('no longer after the close, which has no more time for the memory inbox', async () => {
      host.logic = () => host.gate
      await host.serve()
      await host.post(messageEvent('1', { from: '1' }), messageEvent('2', { from: '1' }))
      await until('a turn runs', () => host.adapter.stats().running === 1)
      const idle = host.adapter.whenIdle()
      await host.adapter.close({ timeoutMs: 20 })
      host.openGate()
      await idle
      expect(host.adapter.stats()).to.include({ handled: 1, running: 0 })
    })
  })
})
