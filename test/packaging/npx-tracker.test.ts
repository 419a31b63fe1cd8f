import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { Consumer } from './consumer'

describe('npx botbuilder-dashbot tracker', () => {
  it('starts where nothing but the package is installed, and ends on SIGTERM', async () => {
    const consumer = await Consumer.create()
    const child = spawn('npx', ['botbuilder-dashbot', 'tracker', '--port', '0'], {
      cwd: consumer.folder,
      env: { ...process.env, NODE_OPTIONS: '', npm_config_cache: `${consumer.folder}/cache` },
      detached: true,
    })
    try {
      const response = await fetch(`${await address(child)}/healthz`)
      expect(await response.json()).to.deep.equal({ success: true })
    } finally {
      // npx does not pass the signal on: the whole process group gets it, as from a terminal.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
      await once(child, 'exit')
      await consumer.remove()
    }
  })
})

async function address(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('stdout is not a pipe')
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\S+/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error('the command printed no address')
}
