import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import { version } from '../../package.json'

const cli = join(__dirname, '../../src/cli/index.js')

function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, DASHBOT_API_KEY: '' }
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', env })
}

describe('botbuilder-dashbot', () => {
  it('prints its version', () => {
    expect(run('--version')).to.include({ status: 0, stdout: `${version}\n` })
  })

  it('lists its commands', () => {
    const { status, stdout } = run('--help')
    expect(status).to.equal(0)
    for (const name of ['tracker', 'relay', 'outbox', 'plan', 'x']) {
      expect(stdout).to.match(new RegExp(`^  ${name} +\\w`, 'm'))
    }
  })

  for (const unknown of ['trakcer', 'constructor']) {
    it(`lists them on stderr where the command is unknown: ${unknown}`, () => {
      const { status, stdout, stderr } = run(unknown)
      expect(status).to.equal(2)
      expect(stdout).to.equal('')
      expect(stderr).to.contain('Usage: botbuilder-dashbot')
    })
  }

  it("prints a command's usage", () => {
    const { status, stdout } = run('tracker', '--help')
    expect(status).to.equal(0)
    expect(stdout).to.contain('Usage: botbuilder-dashbot tracker')
  })

  it('says what is wrong with arguments, and how they are meant', () => {
    const { status, stderr } = run('tracker', '--port', 'many')
    expect(status).to.equal(2)
    expect(stderr).to.match(/--port/)
    expect(stderr).to.contain('Usage: botbuilder-dashbot tracker')
  })

  it('says what is wrong with the setting, in one line', () => {
    const { status, stderr } = run('relay', '--redis', 'redis://127.0.0.1:1')
    expect(status).to.equal(1)
    expect(stderr).to.match(/^.*DASHBOT_API_KEY.*\n$/)
  })
})
