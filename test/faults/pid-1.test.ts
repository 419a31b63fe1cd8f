import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'

const ENTRY = join(__dirname, '../../src/index.js')

/** A process namespace of its own, as a container's: the first process in it is PID 1. */
const unshare = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--mount-proc', '--kill-child']

const isAllowed = spawnSync('unshare', [...unshare.slice(1), 'true'], { timeout: 5_000 }).status === 0

const bot = `
  const { closeOnSignals, DashbotClient } = require(${JSON.stringify(ENTRY)})
  const sent = []
  const transport = {
    async send({ json }) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      sent.push(json)
    },
  }
  const client = new DashbotClient({ transport })
  closeOnSignals(client)
  for (let index = 0; index < 50; index++) client.logIncoming({ text: 'hi', userId: 'user-' + index })
  setInterval(() => {}, 1_000)
  process.on('exit', () => process.stdout.write('pid ' + process.pid + ' sent ' + sent.length + '\\n'))
  process.stdout.write('ready\\n')
  process.kill(process.pid, 'SIGTERM')
`

describe('a bot as PID 1 of a container', () => {
  it('ends on SIGTERM with the code for it, and everything delivered', async function () {
    if (!isAllowed) this.skip()
    const [command = '', ...args] = unshare
    const child = spawn(command, [...args, process.execPath, '-e', bot], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const output = text(child.stdout)
    const [code] = await once(child, 'exit')
    expect(await output).to.equal('ready\npid 1 sent 50\n')
    expect(code).to.equal(143)
  })
})
