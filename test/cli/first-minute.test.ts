import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { makeDirectory, removeDirectory } from '../support/directory'

const ROOT = resolve(__dirname, '../..')
const CLI = join(ROOT, 'src/cli/index.js')

/** A bot that takes its settings from the environment, as the README's does, and says one thing. */
const BOT = `
const { DashbotClient } = require('${join(ROOT, 'src/index.js')}')
const client = DashbotClient.fromEnv()
client.logIncoming({ text: 'from the bot', userId: 'ann' })
client.flush().then(() => client.close())
`

describe('the first minute with the tracker', () => {
  let directory: string
  let child: ChildProcess
  let printed: readonly string[]
  let url: string

  before(async () => {
    directory = makeDirectory()
    writeFileSync(join(directory, 'bot.js'), BOT)
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ scripts: { start: 'node bot.js' } }))
    // As typed into a shell that knows no key and no address.
    const { DASHBOT_API_KEY, DASHBOT_SERVER_ROOT, ...env } = process.env
    child = spawn('node', [CLI, 'tracker', '--port', '0', '--db', join(directory, 't.db')], { env })
    printed = await linesUntil(child, 'Ctrl+C')
    url = /http:\S+/.exec(printed.join('\n'))?.[0] ?? ''
  })

  after(async () => {
    child.kill()
    await once(child, 'exit')
    removeDirectory(directory)
  })

  const texts = async (): Promise<string[]> => {
    const lines = (await (await fetch(`${url}/export.ndjson`)).text()).trim().split('\n')
    return lines.map((line) => JSON.parse(line).text)
  }

  const type = async (command: string) => {
    const { DASHBOT_API_KEY, DASHBOT_SERVER_ROOT, ...env } = process.env
    await promisify(execFile)('bash', ['-c', command], { cwd: directory, env })
  }

  it('delivers with the commands of the empty page, typed as they stand', async () => {
    const html = await (await fetch(url)).text()
    const codes = [...html.matchAll(/<code>(.*?)<\/code>/gs)].map(([, code = '']) => plainText(code))
    const start = codes.find((code) => code.startsWith('DASHBOT_API_KEY='))
    const curl = codes.find((code) => code.startsWith("curl '"))
    await type(start ?? 'false')
    await type(curl ?? 'false')
    expect(await texts()).to.deep.equal(['from the bot', 'Will it rain in Lisbon?'])
  })

  it('delivers with the commands that the command prints, typed as they stand', async () => {
    const commands = printed.filter((line) => line.startsWith('  ')).map((line) => line.trim())
    expect(commands).to.have.lengthOf(2)
    for (const command of commands) await type(command)
    expect((await texts()).slice(2)).to.deep.equal(['from the bot', 'Will it rain in Lisbon?'])
  })

  it('has the same commands for PowerShell and cmd on the empty page', async () => {
    const other = await (await fetch(`${url}/?bot=never`)).text()
    expect(other).not.to.contain('Nothing has been tracked yet')
    const empty = spawn('node', [CLI, 'tracker', '--port', '0', '--db', join(directory, 'empty.db')])
    const address = /http:\S+/.exec((await linesUntil(empty, 'Ctrl+C')).join('\n'))?.[0] ?? ''
    const html = plainText(await (await fetch(address)).text())
    expect(html)
      .to.contain(`$env:DASHBOT_API_KEY='local'; $env:DASHBOT_SERVER_ROOT='${address}'; npm start`)
      .and.to.contain(`set "DASHBOT_API_KEY=local" && set "DASHBOT_SERVER_ROOT=${address}" && npm start`)
      .and.to.contain('-d "{\\"text\\":\\"Will it rain in Lisbon?\\"')
    empty.kill()
    await once(empty, 'exit')
  })
}).timeout(60_000)

async function linesUntil(child: ChildProcess, end: string): Promise<readonly string[]> {
  if (child.stdout === null) throw new TypeError('stdout is not a pipe')
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (line.includes(end)) return lines
  }
  throw new Error(`the command ended after: ${lines.join('\n')}`)
}

function plainText(html: string): string {
  const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => signs[name] ?? '')
}
