import { expect } from 'chai'
import { Consumer } from './consumer'

describe('the package in plain JavaScript, with no optional package installed', () => {
  let consumer: Consumer

  before(async () => {
    consumer = await Consumer.create({ files: 'javascript' })
  })
  after(async () => {
    await consumer.remove()
  })

  for (const [file, words] of [
    ['app.cjs', 'commonjs ok'],
    ['app.mjs', 'esm ok'],
    ['missing-peers.cjs', 'missing peers ok'],
    ['two-copies.cjs', 'two copies ok'],
  ] as const) {
    it(`runs ${file}`, async () => {
      const { code, stdout, stderr } = await consumer.run('node', [file])
      expect(stderr).to.equal('')
      expect(stdout.trim()).to.equal(words)
      expect(code).to.equal(0)
    })
  }

  it('has a command that prints its version', async () => {
    const { stdout } = await consumer.run('botbuilder-dashbot', ['--version'])
    expect(stdout.trim()).to.match(/^\d+\.\d+\.\d+/)
  })
})
