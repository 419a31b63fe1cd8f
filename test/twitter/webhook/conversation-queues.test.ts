import { expect } from 'chai'
import { ConversationQueues } from '../../../src/twitter/webhook/conversation-queues'

describe('ConversationQueues', () => {
  it('runs the tasks of a lane one after another, and lanes at once', async () => {
    const lanes = new ConversationQueues()
    const log: string[] = []
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const task = (name: string, until?: Promise<void>) => async () => {
      log.push(`${name} begins`)
      await until
      log.push(`${name} ends`)
    }
    const first = lanes.run('a', task('a1', gate))
    const second = lanes.run('a', task('a2'))
    await lanes.run('b', task('b1'))
    expect(log).to.deep.equal(['a1 begins', 'b1 begins', 'b1 ends'])
    open()
    await Promise.all([first, second])
    expect(log.slice(3)).to.deep.equal(['a1 ends', 'a2 begins', 'a2 ends'])
  })

  it('is idle once what was added in the meantime is done too', async () => {
    const lanes = new ConversationQueues()
    const done: string[] = []
    void lanes.run('a', async () => {
      void lanes.run('a', async () => {
        done.push('late')
      })
    })
    await lanes.whenIdle()
    expect(done).to.deep.equal(['late'])
    await lanes.whenIdle()
  })
})
