import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { sampleCommands, startSample } from '../support/samples'

const execute = promisify(execFile)
const repository = process.cwd()
const folder = (sample: string) => join(repository, 'samples', sample)

/** What each sample prints when it is started, apart from those that have a test of their own. */
const output: Readonly<Record<string, readonly RegExp[]>> = {
  'agents-sdk': [
    /^agent: From 9 to 18\.$/m,
    /"name":"RENEW_LOAN"/,
    /"loanRenewed"/,
    /^7 delivered, 0 dropped$/m,
  ],
  'custom-transport': [/^200 delivered in [1-9]\d? requests$/m],
  'dialog-bot': [
    /"name":"OrderIceCream"/,
    /"name":"CHOOSE_CONE"/,
    /"name":"ORDER_CONFIRMATION"/,
    /"soldIceCream".*"amount":5\b|"amount":5\b.*"soldIceCream"/,
    /^9 delivered, 0 dropped$/m,
  ],
  javascript: [/"name":"JOKE_REQUEST"/, /"name":"NotHandled"/, /^5 delivered, 0 dropped$/m],
  serverless: [/^bot: You said: Hello$/m, /^dashbot incoming /m, /^dashbot outgoing /m, /^answered 200$/m],
}

async function npm(args: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', DASHBOT_API_KEY: '' }
  const { stdout } = await execute('npm', [...args], { cwd: repository, env, timeout: 100_000 })
  return stdout
}

describe('the samples', () => {
  it("are all in the README's table", () => {
    expect([...sampleCommands.keys()]).to.have.members(readdirSync(join(repository, 'samples')))
  })

  for (const [sample, expected] of Object.entries(output)) {
    it(`run: ${sample}`, async () => {
      const stdout = await startSample(sample)
      for (const pattern of expected) expect(stdout).to.match(pattern)
    })
  }

  it('pass the contract suite: custom-transport', async () => {
    const stdout = await npm(['test', '--silent', '--workspace=samples/custom-transport'])
    expect(stdout).to.match(/[1-9]\d* passing/)
  })

  for (const sample of readdirSync(join(repository, 'samples'))) {
    if (!existsSync(join(folder(sample), 'tsconfig.json'))) continue
    it(`type-check: ${sample}`, async () => {
      const compiler = join(repository, 'node_modules/typescript/bin/tsc')
      const { stdout } = await execute('node', [compiler, '-p', folder(sample)]).catch(
        (error: { stdout: string }) => error,
      )
      expect(stdout).to.equal('')
    })
  }
})
