import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { sign } from '../../src/twitter'
import { messageBody, messageEvent } from '../twitter/support/events'

const repository = process.cwd()
/** Inside the repository, where the package's own name and its devDependencies resolve. */
const folder = join(repository, '.hosting-code')
const secret = 'consumer-secret'
const page = readFileSync(join(repository, 'docs/hosting.md'), 'utf8')
const files = new Map(
  [...page.matchAll(/^```javascript\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', code = '']) => [
    name,
    code,
  ]),
)

/** In the place of the page's own, whose keys are X's: what it sends goes to the standard output. */
const botFile = `
import { ActivityHandler } from 'botbuilder'
import { TwitterAdapter } from 'botbuilder-dashbot/twitter'
const bot = new ActivityHandler().onMessage(async (context, next) => {
  await context.sendActivity('You said: ' + context.activity.text)
  await next()
})
export const sent = []
export const logic = (context) => bot.run(context)
export const adapter = new TwitterAdapter({
  consumerSecret: '${secret}',
  client: {
    send: async ({ text }) => {
      sent.push(text)
      console.log(text)
      return { id: String(sent.length) }
    },
    sendTyping: async () => {},
    markRead: async () => {},
  },
})
`
const body = (id: string) => JSON.stringify(messageBody(messageEvent('hi', { id })))
const importFile = (name: string) => import(pathToFileURL(join(folder, name)).href)

describe('the files of docs/hosting.md', () => {
  before(() => {
    mkdirSync(folder, { recursive: true })
    for (const [name, code] of files) writeFileSync(join(folder, name), name === 'bot.mjs' ? botFile : code)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('are those that hosts are named for', () => {
    expect([...files.keys()]).to.include.members([
      'bot.mjs',
      'node-http.mjs',
      'fastify.mjs',
      'koa.mjs',
      'azure.mjs',
    ])
  })

  const hasRestify = Number(process.versions.node.split('.')[0]) < 24
  for (const name of ['node-http.mjs', 'express.mjs', ...(hasRestify ? ['restify.mjs'] : [])]) {
    it(`serve the webhook: ${name}`, async () => {
      const port = await freePort()
      const child = spawn(process.execPath, [name], {
        cwd: folder,
        env: { ...process.env, PORT: `${port}` },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      try {
        const lines = createInterface({ input: child.stdout })
        const reply = once(lines, 'line')
        const url = `http://127.0.0.1:${port}/webhook`
        await untilAnswered(`${url}?crc_token=abc`)
        const challenge = await fetch(`${url}?crc_token=abc`)
        expect(await challenge.json()).to.deep.equal({ response_token: sign(secret, 'abc') })
        const text = body('1')
        const headers = {
          'content-type': 'application/json',
          'x-twitter-webhooks-signature': sign(secret, text),
        }
        expect((await fetch(url, { method: 'POST', body: text, headers })).status).to.equal(200)
        expect((await reply)[0]).to.equal('You said: hi')
      } finally {
        await end(child)
      }
    })
  }

  const requestOf = (id: string) =>
    new Request('https://bot.example/webhook', {
      method: 'POST',
      body: body(id),
      headers: { 'x-twitter-webhooks-signature': sign(secret, body(id)) },
    })
  const fetches: Readonly<Record<string, (module: never) => (request: Request) => Promise<Response>>> = {
    'bun.mjs': (module) => Object(module).default.fetch,
    'hono.mjs': (module) => (request) => Object(module).default.fetch(request),
    'route.mjs': (module) => Object(module).POST,
  }
  for (const [name, find] of Object.entries(fetches)) {
    it(`answer a Request: ${name}`, async () => {
      const { sent } = await importFile('bot.mjs')
      const before = sent.length
      const response = await find((await importFile(name)) as never)(requestOf(name.length.toString()))
      expect(response.status).to.equal(200)
      expect(sent.slice(before)).to.deep.equal(['You said: hi'])
    })
  }

  const text = body('99')
  const signature = sign(secret, text)
  const http = { method: 'POST', path: '/webhook', protocol: 'HTTP/1.1', sourceIp: '1.2.3.4', userAgent: 'X' }
  const events: Readonly<Record<string, object>> = {
    'payload format 2.0': {
      version: '2.0',
      routeKey: 'POST /webhook',
      rawPath: '/webhook',
      rawQueryString: '',
      headers: { 'x-twitter-webhooks-signature': signature },
      requestContext: { http, stage: '$default' },
      body: text,
      isBase64Encoded: false,
    },
    'payload format 2.0 in base64': {
      version: '2.0',
      rawPath: '/webhook',
      rawQueryString: '',
      headers: { 'x-twitter-webhooks-signature': signature },
      requestContext: { http },
      body: Buffer.from(text).toString('base64'),
      isBase64Encoded: true,
    },
    'payload format 1.0': {
      httpMethod: 'POST',
      path: '/webhook',
      queryStringParameters: null,
      headers: { 'X-Twitter-Webhooks-Signature': signature },
      requestContext: { httpMethod: 'POST' },
      body: text,
      isBase64Encoded: false,
    },
  }
  for (const [name, event] of Object.entries(events)) {
    it(`answer an event of AWS Lambda: ${name}`, async () => {
      const { handler } = await importFile('lambda.mjs')
      expect(await handler(event)).to.deep.equal({ statusCode: 200, headers: {}, body: '' })
    })
  }

  it('answer a challenge through AWS Lambda in both formats', async () => {
    const { handler } = await importFile('lambda.mjs')
    const expected = JSON.stringify({ response_token: sign(secret, 'a b') })
    const v1 = { httpMethod: 'GET', path: '/', queryStringParameters: { crc_token: 'a b' }, headers: {} }
    const v2 = {
      rawPath: '/',
      rawQueryString: 'crc_token=a%20b',
      headers: {},
      requestContext: { http: { method: 'GET' } },
    }
    expect([(await handler(v1)).body, (await handler(v2)).body]).to.deep.equal([expected, expected])
  })
})

async function untilAnswered(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await fetch(url).catch(() => undefined)) return
    await sleep(100)
  }
  throw new Error(`${url} does not answer`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
