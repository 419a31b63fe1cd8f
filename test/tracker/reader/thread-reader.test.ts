import { request } from 'node:http'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'chai'
import type { Tracked } from '../../../src/tracker'
import { makeDirectory, removeDirectory } from '../../support/directory'
import { RunningTracker } from '../running-tracker'

const START = Date.UTC(2026, 5, 1)

describe('a tracker with a file', () => {
  let directory: string
  let running: RunningTracker

  before(async () => {
    directory = makeDirectory()
    running = await RunningTracker.start({ path: join(directory, 'tracker.db') })
    await running.tracker.import(
      Array.from({ length: 5_000 }, (_, n): Tracked => {
        return {
          type: 'incoming',
          time: START + n,
          payload: { text: `message ${n}`, userId: `user-${n % 50}` },
        }
      }),
    )
  })

  after(async () => {
    await running.close()
    removeDirectory(directory)
  })

  it('exports from its reading thread, whole and in order', async () => {
    const text = await (await running.get('/export.csv')).text()
    const lines = text.trimEnd().split('\r\n')
    expect(lines).to.have.lengthOf(5_001)
    expect(lines[1]).to.contain('"message 0"')
    expect(lines[5_000]).to.contain('"message 4999"')
  })

  it('shows pages with their headers, and what was just stored', async () => {
    expect((await running.post('incoming', { text: 'just now', userId: 'ann' })).status).to.equal(200)
    const response = await running.get('/transcripts/ann', { accept: 'text/html' })
    expect(response.headers.get('content-type')).to.equal('text/html; charset=UTF-8')
    expect(response.headers.get('content-security-policy')).to.contain("default-src 'self'")
    expect(await response.text()).to.contain('just now')
    expect((await running.get('/nowhere')).status).to.equal(404)
  })

  it('compresses pages and exports for those who take it', async () => {
    for (const path of ['/', '/export.csv', '/export.ndjson']) {
      const body = await new Promise<Buffer>((resolve, reject) => {
        const sending = request(
          running.url + path,
          { headers: { 'accept-encoding': 'gzip' } },
          (response) => {
            expect(response.headers['content-encoding'], path).to.equal('gzip')
            const chunks: Buffer[] = []
            response.on('data', (chunk: Buffer) => chunks.push(chunk))
            response.on('end', () => resolve(Buffer.concat(chunks)))
          },
        )
        sending.on('error', reject).end()
      })
      expect(gunzipSync(body).length, path).to.be.greaterThan(body.length * 2)
    }
  })

  it('answers HEAD, and outlives a browser that breaks off', async () => {
    const head = await fetch(`${running.url}/export.csv`, { method: 'HEAD' })
    expect([head.status, await head.text()]).to.deep.equal([200, ''])
    for (let count = 0; count < 3; count++) {
      const gone = new AbortController()
      const response = await fetch(`${running.url}/export.ndjson`, { signal: gone.signal })
      await response.body?.getReader().read()
      gone.abort()
    }
    expect((await running.get('/')).status).to.equal(200)
  })
})
