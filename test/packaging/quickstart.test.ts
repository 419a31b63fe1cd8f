import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { Consumer, repository } from './consumer'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')

function found(pattern: RegExp): string {
  const [, match] = pattern.exec(readme) ?? []
  if (match === undefined) throw new Error(`README.md lacks ${pattern}`)
  return match
}

const bot = found(/^```ts quickstart\n([\s\S]*?)^```$/m)
const packages = found(/^npm install botbuilder-dashbot (.*)$/m).split(' ')

/** Starts the tracker as the README says, and resolves to its address. */
async function startTracker(consumer: Consumer): Promise<{ process: ChildProcess; url: string }> {
  const command = join(consumer.folder, 'node_modules/.bin/botbuilder-dashbot')
  const child = spawn(command, ['tracker', '--port', '0'], {
    cwd: consumer.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (url !== undefined) return { process: child, url }
  }
  throw new Error('the tracker ended before it printed its address')
}

describe("the README's quickstart", () => {
  let consumer: Consumer

  before(async function () {
    this.timeout(300_000)
    consumer = await Consumer.create({
      sources: { 'bot.ts': bot },
      packages,
      manifest: { type: 'module' },
    })
  })
  after(async () => {
    await consumer.remove()
  })

  it('prints three lines without a key', async () => {
    const { code, stdout, stderr } = await consumer.run('npx', ['tsx', 'bot.ts'], {
      env: { DASHBOT_API_KEY: '' },
    })
    expect(stderr).to.equal('')
    const lines = stdout.trim().split('\n')
    expect(lines.map((line) => line.split(' ')[1])).to.have.members(['incoming', 'outgoing', 'event'])
    expect(lines[0]).to.contain('"name":"WEATHER_QUERY","inputs":[{"name":"city","value":"San Francisco"}]')
    expect(code).to.equal(0)
  })

  it('delivers to the tracker that the command starts', async () => {
    const { process: tracker, url } = await startTracker(consumer)
    try {
      const env = { DASHBOT_API_KEY: 'local', DASHBOT_SERVER_ROOT: url }
      const { code, stderr } = await consumer.run('npx', ['tsx', 'bot.ts'], { env })
      expect(stderr).to.equal('')
      expect(code).to.equal(0)
      const page = await fetch(`${url}/transcripts`)
      expect(await page.text()).to.contain('user1')
    } finally {
      tracker.kill('SIGTERM')
      await once(tracker, 'exit')
    }
  })
})
