import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { TwitterAdapter } from '../../../src/twitter'
import { repository } from '../consumer'

const execute = promisify(execFile)

describe("the README's challenge with curl", () => {
  it('is answered as X expects it', async () => {
    const readme = readFileSync(join(repository, 'README.md'), 'utf8')
    const [, command = ''] = /^(curl .*crc_token.*)$/m.exec(readme) ?? []
    const adapter = new TwitterAdapter({
      consumerSecret: 'apiSecret',
      client: { send: async () => ({ id: '1' }), sendTyping: async () => {}, markRead: async () => {} },
    })
    const server = createServer((request, response) => {
      void adapter.process(request, response, async () => {})
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const { port } = server.address() as AddressInfo
      const { stdout } = await execute('sh', ['-c', command.replace('3978', String(port))])
      expect(JSON.parse(stdout)).to.deep.equal({
        response_token: 'sha256=O5hJl2njQRIa4vsumZ+3oom9ECR5m3aQLRZkPoYelp0=',
      })
    } finally {
      server.close()
    }
  })
})
