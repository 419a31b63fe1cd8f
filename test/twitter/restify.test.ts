import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import { crcAnswer } from '../../src/twitter'
import { messageBody, messageEvent } from './support/events'
import { postSigned, secret } from './support/webhook-server'

/** restify 11 reads a part of Node that is gone from 24 on. */
const runsRestify = Number.parseInt(process.versions.node, 10) < 24

for (const hasBodyParser of runsRestify ? [false, true] : []) {
  describe(`the webhook under restify ${hasBodyParser ? 'with' : 'without'} its body parser`, () => {
    let host: Worker
    let url: string

    before(async () => {
      const options = { workerData: { hasBodyParser }, execArgv: ['--no-deprecation'] }
      host = new Worker(join(__dirname, 'support', 'restify-host.js'), options)
      const [port] = await once(host, 'message')
      url = `http://127.0.0.1:${port}/twitter`
    })

    after(() => host.terminate())

    it('answers the challenge', async () => {
      const response = await fetch(`${url}?crc_token=test%20token`)
      expect(response.status).to.equal(200)
      expect(await response.json()).to.deep.equal(crcAnswer(secret, 'test token'))
    })

    it('takes a signed body, byte for byte', async () => {
      const heard = once(host, 'message')
      const body = JSON.stringify(messageBody(messageEvent('ünïcödé 🙂'))).replace('ü', '\\u00fc')
      expect((await postSigned(url, body)).status).to.equal(200)
      expect(await heard).to.deep.equal(['ünïcödé 🙂'])
    })

    it('refuses one that is not', async () => {
      const response = await postSigned(url, '{}', { 'x-twitter-webhooks-signature': 'sha256=x' })
      expect(response.status).to.equal(401)
    })
  })
}
