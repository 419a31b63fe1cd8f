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
    it(`names the unknown command and those that are known: ${unknown}`, () => {
      const { status, stdout, stderr } = run(unknown)
      expect(status).to.equal(2)
      expect(stdout).to.equal('')
      expect(stderr).to.equal(
        `There is no command ${unknown}. Known are: tracker, relay, outbox, plan, inbox, x\n` +
          'See botbuilder-dashbot --help\n',
      )
    })
  }

  it("prints a command's usage", () => {
    const { status, stdout } = run('tracker', '--help')
    expect(status).to.equal(0)
    expect(stdout).to.contain('Usage: botbuilder-dashbot tracker')
  })

  it('says what is wrong with arguments and where the usage is, in two lines', () => {
    const { status, stderr } = run('tracker', '--port', 'many')
    expect(status).to.equal(2)
    expect(stderr).to.equal(
      '--port must be a whole number from 0 to 65535\nSee botbuilder-dashbot tracker --help\n',
    )
  })

  for (const args of [
    ['outbox', 'absent.db', 'dead'],
    ['outbox', 'absent.db', 'retry'],
    ['outbox', 'absent.db', 'stats'],
    ['inbox', 'absent.db', 'dead'],
    ['inbox', 'absent.db', 'retry'],
    ['inbox', 'absent.db', 'stats'],
    ['relay', '--redis', 'redis://127.0.0.1:1', '--dead'],
  ]) {
    it(`refuses an unknown reason and lists those that are known: ${args.join(' ')}`, () => {
      const { status, stdout, stderr } = run(...args, '--reason', 'typo')
      expect(status).to.equal(2)
      expect(stdout).to.equal('')
      expect(stderr).to.match(/^--reason "typo" is unknown\. Known are: (\w+, )*rejected/)
    })
  }

  for (const [command, action] of [
    ['outbox FILE', 'drop'],
    ['x', 'statsu'],
    ['x chat', 'lock'],
  ] as const) {
    it(`names an unknown action of ${command}`, () => {
      const { status, stderr } = run(...command.split(' '), action)
      expect(status).to.equal(2)
      expect(stderr).to.match(new RegExp(`^There is no action ${action}\\. Known are: \\w+, `))
    })
  }

  it('says what is wrong with the setting, in one line', () => {
    const { status, stderr } = run('relay', '--redis', 'redis://127.0.0.1:1')
    expect(status).to.equal(1)
    expect(stderr).to.match(/^.*DASHBOT_API_KEY.*\n$/)
  })
})
