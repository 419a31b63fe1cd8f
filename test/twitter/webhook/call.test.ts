import { runInNewContext } from 'node:vm'
import type { TurnContext } from 'botbuilder'
import { expect } from 'chai'
import sinon from 'sinon'
import {
  type DirectMessageClient,
  type FetchRequest,
  SqliteInbox,
  sign,
  TurnError,
  type TurnLogic,
  TwitterAdapter,
  type TwitterAdapterOptions,
  type WebhookCall,
} from '../../../src/twitter'
import { botId, messageBody, messageEvent } from '../support/events'
import { RecordingClient } from '../support/recording-client'
import { secret } from '../support/webhook-server'

const header = 'X-Twitter-Webhooks-Signature'
/** After that X takes the webhook for failed. */
const X_WAITS_MS = 10_000

function adapterWith(options: Partial<TwitterAdapterOptions> = {}) {
  const client = new RecordingClient()
  const errors: unknown[] = []
  const adapter = new TwitterAdapter({
    consumerSecret: secret,
    client,
    userId: botId,
    onError: (error) => errors.push(error),
    ...options,
  })
  return { adapter, client, errors }
}

const echo: TurnLogic = async (context) => {
  await new Promise((resolve) => setImmediate(resolve))
  await context.sendActivity(`You said: ${context.activity.text}`)
}

function signedCall(body: object | string, more: Partial<WebhookCall> = {}): WebhookCall {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { method: 'POST', url: '/webhook', headers: { [header]: sign(secret, text) }, body: text, ...more }
}

/** As a test runner that isolates its tests has them. */
function inAnotherRealm(text: string): Uint8Array {
  return runInNewContext('Uint8Array.from(bytes)', { bytes: [...Buffer.from(text)] })
}

describe('handle', () => {
  const body = messageBody(messageEvent('hi 🐦', { id: '1' }))
  const text = JSON.stringify(body)
  const signature = sign(secret, text)

  const calls: Readonly<Record<string, Partial<WebhookCall>>> = {
    'a text': {},
    bytes: { body: Buffer.from(text) },
    'bytes of another realm': { body: inAnotherRealm(text) },
    'an ArrayBuffer of another realm': { body: inAnotherRealm(text).buffer as ArrayBuffer },
    'an ArrayBuffer': { body: new Uint8Array(Buffer.from(text)).buffer },
    'base64 that is flagged': { body: Buffer.from(text).toString('base64'), isBase64: true },
    'headers in lower case': { headers: { [header.toLowerCase()]: signature } },
    'headers in upper case': { headers: { [header.toUpperCase()]: signature } },
    'headers as lists': { headers: { [header]: [signature] } },
    Headers: { headers: new Headers({ [header]: signature }) },
    'the signature of OAuth 2.0': { headers: { 'X-Twitter-Webhooks-Signature-OAuth2': signature } },
    'a method in lower case': { method: 'post' },
    'a url with a host': { url: 'https://bot.example/webhook' },
  }
  for (const [name, more] of Object.entries(calls)) {
    it(`runs the turn before it resolves, given ${name}`, async () => {
      const { adapter, client } = adapterWith()
      const answer = await adapter.handle(signedCall(body, more), echo)
      expect(answer).to.deep.equal({ status: 200, headers: {}, body: '' })
      expect(client.sent.map((sent) => sent.text)).to.deep.equal(['You said: hi 🐦'])
    })
  }

  const refused: Readonly<Record<string, [Partial<WebhookCall>, number]>> = {
    'base64 that is not flagged': [{ body: Buffer.from(text).toString('base64') }, 401],
    'a text that is flagged as base64': [{ isBase64: true }, 401],
    'no signature': [{ headers: {} }, 401],
    'a signature that came twice': [{ headers: { [header]: [signature, signature] } }, 401],
    'a number for a body': [{ body: 5 as never }, 500],
    'a Blob for a body': [{ body: new Blob([text]) as never }, 500],
    'no body': [{ body: undefined }, 401],
    'no headers': [{ headers: undefined as never }, 401],
    'no method': [{ method: undefined as never }, 405],
    'a body that a parser read': [{ body: body as never }, 500],
    'a body that is too large': [signedCall('x'.repeat(1_048_577)), 413],
    HEAD: [{ method: 'HEAD' }, 405],
    OPTIONS: [{ method: 'OPTIONS' }, 405],
    'a challenge without a token': [{ method: 'GET', url: '/' }, 400],
  }
  for (const [name, [more, status]] of Object.entries(refused)) {
    it(`answers ${status} to ${name}`, async () => {
      const { adapter, client } = adapterWith()
      expect(await adapter.handle(signedCall(body, more), echo)).to.include({ status })
      expect(client.sent).to.deep.equal([])
    })
  }

  it('reports a body in base64 that is not flagged, with the remedy', async () => {
    const { adapter, errors } = adapterWith()
    const answer = await adapter.handle(
      signedCall(body, { body: Buffer.from(text).toString('base64') }),
      echo,
    )
    expect(answer.body).to.contain('isBase64: true')
    expect(errors.map(String)).to.have.length(1)
    expect(String(errors[0])).to.contain('isBase64: true')
  })

  it('reports nothing of a body that is not signed at all', async () => {
    const { adapter, errors } = adapterWith()
    for (const unsigned of ['aGVsbG8=', '', '{}', 'not base64 at all']) {
      await adapter.handle(signedCall(body, { body: unsigned }), echo)
    }
    expect(errors).to.deep.equal([])
  })

  it('answers the challenge of a URL object', async () => {
    const { adapter } = adapterWith()
    const url = new URL('https://bot.example/?crc_token=abc') as never
    const answer = await adapter.handle({ method: 'GET', url, headers: {} }, echo)
    expect(JSON.parse(answer.body)).to.deep.equal({ response_token: sign(secret, 'abc') })
  })

  for (const url of [
    '/webhook?crc_token=test%20token',
    'https://bot.example/?a=1&crc_token=test%20token',
    '?crc_token=test+token',
  ]) {
    it(`answers the challenge of ${url}`, async () => {
      const { adapter } = adapterWith({ consumerSecret: 'apiSecret' })
      const answer = await adapter.handle({ method: 'GET', url, headers: {} }, echo)
      expect(answer.status).to.equal(200)
      expect(answer.headers).to.deep.equal({ 'content-type': 'application/json' })
      expect(JSON.parse(answer.body)).to.deep.equal({
        response_token: 'sha256=O5hJl2njQRIa4vsumZ+3oom9ECR5m3aQLRZkPoYelp0=',
      })
    })
  }

  it('answers after turnTimeoutMs with the memory inbox, where a turn does not end', async () => {
    const { adapter } = adapterWith({ turnTimeoutMs: 50 })
    expect((await adapter.handle(signedCall(body), () => new Promise(() => {}))).status).to.equal(200)
  })

  it("answers within X's time with a durable inbox, where a turn does not end", async () => {
    const { adapter } = adapterWith({ inbox: new SqliteInbox({ path: ':memory:' }) })
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const answering = adapter.handle(signedCall(body), () => new Promise(() => {}))
      while (adapter.stats().running === 0) await new Promise(setImmediate)
      await clock.tickAsync(X_WAITS_MS - 1)
      expect((await answering).status).to.equal(200)
    } finally {
      clock.restore()
    }
    expect(adapter.stats()).to.include({ pending: 1, running: 1 })
    await adapter.close({ timeoutMs: 10 })
  })
})

describe('fetch', () => {
  const body = messageBody(messageEvent('hi 🐦', { id: '1' }))
  const text = JSON.stringify(body)
  const request = (content: string = text, headers: Record<string, string> = {}) =>
    new Request('https://bot.example/webhook', {
      method: 'POST',
      body: content,
      headers: { [header]: sign(secret, text), ...headers },
    })

  it('runs the turn before it resolves to a Response', async () => {
    const { adapter, client } = adapterWith()
    const response = await adapter.fetch(request(), echo)
    expect(response).to.be.instanceOf(Response)
    expect([response.status, await response.text()]).to.deep.equal([200, ''])
    expect(client.sent).to.have.length(1)
  })

  it('takes what has no stream for a body', async () => {
    const { adapter, client } = adapterWith()
    const plain: FetchRequest = {
      method: 'POST',
      url: '/webhook',
      headers: new Headers({ [header]: sign(secret, text) }),
      arrayBuffer: async () => new Uint8Array(Buffer.from(text)).buffer,
    }
    expect((await adapter.fetch(plain, echo)).status).to.equal(200)
    expect(client.sent).to.have.length(1)
  })

  it('answers the challenge', async () => {
    const { adapter } = adapterWith()
    const response = await adapter.fetch(new Request('https://bot.example/?crc_token=abc'), echo)
    expect(await response.json()).to.have.property('response_token', sign(secret, 'abc'))
  })

  it('answers 500 to a request whose body was read, and reports why', async () => {
    const { adapter, errors } = adapterWith()
    const used = request()
    await used.text()
    expect((await adapter.fetch(used, echo)).status).to.equal(500)
    expect(String(errors[0])).to.match(/raw bytes/)
  })

  it('answers 500 to a request whose body somebody else is reading, and reports why', async () => {
    const { adapter, errors } = adapterWith()
    const locked = request()
    locked.body?.getReader()
    expect((await adapter.fetch(locked, echo)).status).to.equal(500)
    expect(String(errors[0])).to.match(/raw bytes/)
  })

  for (const method of ['HEAD', 'OPTIONS']) {
    it(`answers 405 to ${method}, and names the methods that it takes`, async () => {
      const { adapter } = adapterWith()
      const response = await adapter.fetch(
        new Request('https://bot.example/?crc_token=abc', { method }),
        echo,
      )
      expect([response.status, response.headers.get('allow')]).to.deep.equal([405, 'GET, POST'])
    })
  }

  it('answers 413 to a body that is too large, announced or not', async () => {
    const { adapter } = adapterWith()
    expect((await adapter.fetch(request('x'.repeat(1_048_577)), echo)).status).to.equal(413)
    const announced = request(text, { 'content-length': '2000000' })
    expect((await adapter.fetch(announced, echo)).status).to.equal(413)
  })
})

describe('an adapter for certain accounts', () => {
  const bodyFor = (account: string, id: string) => ({
    for_user_id: account,
    direct_message_events: [messageEvent('hi', { id, to: account })],
  })

  it('handles nothing that is for another account, and reports it once an account', async () => {
    const { adapter, client, errors } = adapterWith()
    for (const [account, id] of [
      ['77', '1'],
      ['77', '2'],
      ['88', '3'],
    ] as const) {
      expect((await adapter.handle(signedCall(bodyFor(account, id)), echo)).status).to.equal(200)
    }
    expect(client.sent).to.deep.equal([])
    expect(errors.map(String)).to.have.length(2)
    expect(errors[0]).to.be.instanceOf(TurnError)
    expect(String(errors[0])).to.include('77')
    expect(adapter.stats()).to.include({ otherAccounts: 3, handled: 0 })
  })

  it('sends for each account with its client', async () => {
    const [one, other]: RecordingClient[] = [new RecordingClient(), new RecordingClient()]
    const accounts = [
      { userId: '77', client: one as DirectMessageClient },
      { userId: '88', client: other as DirectMessageClient },
    ]
    const { adapter, client } = adapterWith({ accounts })
    for (const [index, account] of ['77', '88', botId].entries()) {
      await adapter.handle(signedCall(bodyFor(account, `${index}`)), echo)
    }
    expect([client.sent.length, one?.sent.length, other?.sent.length]).to.deep.equal([1, 1, 1])
    await adapter.continueConversation(adapter.conversationWith('42', '88'), async (context) => {
      await context.sendActivity('hello')
    })
    expect(other?.sent.at(-1)).to.deep.equal({ recipientId: '42', text: 'hello' })
  })

  it('knows user and bot where the body does not say which account it is for', async () => {
    const accounts = [
      { userId: '77', client: new RecordingClient() },
      { userId: '88', client: new RecordingClient() },
    ]
    const seen: string[] = []
    const adapter = new TwitterAdapter({ consumerSecret: secret, accounts })
    const { direct_message_events } = bodyFor('88', '1')
    await adapter.handle(signedCall({ direct_message_events }), async ({ activity }) => {
      seen.push(`${activity.from.id} to ${activity.recipient.id}`)
    })
    expect(seen).to.deep.equal(['42 to 88'])
  })

  const client = new RecordingClient()
  const wrong: Readonly<Record<string, [object, RegExp]>> = {
    'neither client nor accounts': [{}, /client is missing/],
    'a client without userId beside accounts': [
      { client, accounts: [{ userId: '1', client }] },
      /userId is missing/,
    ],
    'an account twice': [
      {
        accounts: [
          { userId: '1', client },
          { userId: '1', client },
        ],
      },
      /each account once/,
    ],
    'an account without a client': [{ accounts: [{ userId: '1' }] }, /accounts\[0\].client is missing/],
  }
  for (const [name, [options, message]] of Object.entries(wrong)) {
    it(`refuses ${name}`, () => {
      expect(() => new TwitterAdapter({ consumerSecret: secret, ...options })).to.throw(message)
    })
  }
})

describe('a webhook that is not quite as documented', () => {
  const received = (payload: object, type = 'dm.received') => ({
    filter: { user_id: botId },
    event_type: type,
    payload,
  })
  const flat = {
    id: '7',
    text: 'flat &amp; v2',
    event_type: 'MessageCreate',
    sender_id: '42',
    dm_conversation_id: `42-${botId}`,
    created_at: '2026-05-24T09:48:12.000Z',
  }
  const message = messageEvent('hi', { id: '9' })
  const bodies: Readonly<Record<string, [object, string[]]>> = {
    'data as a list': [
      { data: [received({ direct_message_events: [message] }), received(flat)] },
      ['42 hi', '42 flat & v2'],
    ],
    'the flat shape of v2': [{ data: received(flat) }, ['42 flat & v2']],
    'a list in the flat shape of v2': [{ data: received({ dm_events: [flat] }) }, ['42 flat & v2']],
    'an envelope without data': [received({ direct_message_events: [message] }), ['42 hi']],
  }
  for (const [name, [body, texts]] of Object.entries(bodies)) {
    it(`is handled with ${name}`, async () => {
      const { adapter, errors } = adapterWith()
      const seen: string[] = []
      await adapter.handle(signedCall(body), async ({ activity }) => {
        seen.push(`${activity.from.id} ${activity.text}`)
      })
      expect(seen.sort()).to.deep.equal([...texts].sort())
      expect(errors).to.deep.equal([])
    })
  }

  const photo = {
    ...flat,
    text: undefined,
    attachments: { media_keys: ['3_1'] },
  }
  const media = [{ media_key: '3_1', type: 'photo', url: 'https://pbs.twimg.com/x.jpg' }]
  const media_url_https = 'https://pbs.twimg.com/x.jpg'
  const attached: Readonly<Record<string, [object, unknown, object]>> = {
    'a photo alone': [
      { ...photo, includes: { media } },
      [
        {
          contentType: 'image/jpeg',
          contentUrl: media_url_https,
          content: { mediaId: '1', type: 'photo', requiresOAuth: false },
        },
      ],
      { id_str: '1', type: 'photo', media_url_https },
    ],
    'a medium of which the id alone is known': [photo, undefined, { id_str: '1' }],
  }
  for (const [name, [payload, attachments, known]] of Object.entries(attached)) {
    it(`is handled with ${name} in the flat shape`, async () => {
      const { adapter, errors } = adapterWith()
      const seen: TurnContext['activity'][] = []
      await adapter.handle(signedCall({ data: received(payload) }), async ({ activity }) => {
        seen.push(activity)
      })
      expect(errors).to.deep.equal([])
      expect(seen).to.have.length(1)
      expect(seen[0]).to.include({ type: 'message', text: '' })
      expect(seen[0]?.attachments).to.deep.equal(attachments)
      expect(seen[0]?.channelData).to.have.deep.nested.property(
        'direct_message_events[0].message_create.message_data.attachment',
        { type: 'media', media: known },
      )
    })
  }

  const group = { ...flat, dm_conversation_id: '1585094756761149440' }
  const groups: Readonly<Record<string, object>> = {
    'a message of a group': { data: received(group) },
    'a message of a group with its participants': {
      data: received({ ...group, participant_ids: ['42', '43', botId] }),
    },
    'the participants of a group alone': {
      data: received({ ...flat, dm_conversation_id: undefined, participant_ids: ['42', '43', botId] }),
    },
    'what the bot wrote in a group': { data: received({ ...group, sender_id: botId }, 'dm.sent') },
  }
  for (const [name, body] of Object.entries(groups)) {
    it(`is reported once, and begins no turn: ${name}`, async () => {
      const { adapter, errors } = adapterWith()
      for (let count = 0; count < 2; count += 1) {
        expect((await adapter.handle(signedCall(body), echo)).status).to.equal(200)
      }
      expect(adapter.stats().handled).to.equal(0)
      expect(errors).to.have.length(1)
      expect(String(errors[0])).to.match(/dm\.(received|sent) of a group/)
    })
  }

  it('is handled but for what is of a group', async () => {
    const { adapter, errors } = adapterWith()
    await adapter.handle(signedCall({ data: received({ dm_events: [group, { ...flat, id: '8' }] }) }), echo)
    expect(adapter.stats().handled).to.equal(1)
    expect(errors).to.have.length(1)
  })

  it('is of two where its conversation is named after the user', async () => {
    const { adapter, errors } = adapterWith()
    await adapter.handle(signedCall({ data: received({ ...flat, dm_conversation_id: '42' }) }), echo)
    expect(adapter.stats().handled).to.equal(1)
    expect(errors).to.deep.equal([])
  })

  const unread: Readonly<Record<string, object>> = {
    'a dm.received without events': { data: received({ something: 'new' }) },
    'a message without a sender': {
      for_user_id: botId,
      direct_message_events: [{ type: 'message_create', id: '1' }],
    },
    'a message without a sender in the X Activity API': {
      data: received({ direct_message_events: [{ type: 'message_create', id: '1' }] }),
    },
    'a dm type that is not known': { data: received({}, 'dm.reaction') },
  }
  for (const [name, body] of Object.entries(unread)) {
    it(`is reported once: ${name}`, async () => {
      const { adapter, errors } = adapterWith()
      for (let count = 0; count < 2; count += 1) {
        expect((await adapter.handle(signedCall(body), echo)).status).to.equal(200)
      }
      expect(errors.map(String)).to.have.length(1)
      expect(String(errors[0])).to.match(/nothing that could be read/)
    })
  }

  it('is not reported where it has nothing for a bot', async () => {
    const { adapter, errors } = adapterWith()
    for (const body of [{ tweet_create_events: [{}] }, { data: received({}, 'post.create') }, {}]) {
      expect((await adapter.handle(signedCall(body), echo)).status).to.equal(200)
    }
    expect(errors).to.deep.equal([])
  })

  it('has an echo that carries a quick reply taken for an echo where for_user_id says so', async () => {
    const { adapter } = adapterWith()
    const seen: unknown[] = []
    const data = { quick_reply_response: { type: 'options', metadata: 'x' } }
    const event = messageEvent('Red', { from: botId, to: '42', data })
    await adapter.handle(signedCall(messageBody(event)), async ({ activity }) => {
      seen.push([activity.type, activity.name])
    })
    expect(seen).to.deep.equal([['event', 'echo']])
  })
})
