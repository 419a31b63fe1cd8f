import { expect } from 'chai'
import { ConfigError, DashbotClient, DashbotMiddleware, trackEvent, trackIntent } from '../../src'
import type { DashbotMiddlewareOptions } from '../../src/middleware/options'
import { bareAdapter, directMessage, userId } from '../support/direct-messages'

const SECRET = 'my salary is 5000'

const encrypted = (text: string, value?: string) => ({
  ...directMessage(text),
  conversation: { id: userId, name: '', isGroup: false, conversationType: 'xchat' },
  channelData: {
    for_user_id: '3805104374',
    direct_message_events: [{ id: '1', message_create: { sender_id: userId, message_data: { text } } }],
    x_chat: { conversation_id: 'conversation', sequence_id: '7', token: 'a token' },
  },
  ...(value !== undefined && { value }),
})

async function conversation(options: DashbotMiddlewareOptions) {
  const { adapter, recording } = bareAdapter(options)
  await adapter.run(encrypted(SECRET), async (context) => {
    trackIntent(context, { name: 'SALARY', inputs: { amount: SECRET }, confidence: 0.9 })
    const actions = ['Yes', 'No'].map((title) => ({ type: 'imBack', title, value: title }))
    const image = { contentType: 'image/png', contentUrl: `https://x.test/${encodeURIComponent(SECRET)}.png` }
    await context.sendActivity({
      type: 'message',
      text: `So ${SECRET}?`,
      attachments: [image],
      suggestedActions: { to: [], actions },
    })
    trackEvent(context, { type: 'customEvent', name: 'asked' })
  })
  await adapter.run(encrypted('Yes', 'Yes'), async () => {})
  await adapter.run(encrypted(SECRET, SECRET), async () => {})
  return recording
}

describe("DashbotMiddleware's encryptedText option", () => {
  it('reports that something was said, with its intent, buttons, clicks and events, and not what', async () => {
    const recording = await conversation({})
    expect(recording.lines).to.deep.equal([
      'incoming [encrypted] #SALARY',
      'outgoing [encrypted]',
      'event asked',
      'incoming [encrypted]',
      'incoming [encrypted]',
    ])
    const [incoming, clicked, typed] = recording.messages('incoming')
    expect(incoming?.intent).to.deep.equal({ name: 'SALARY', confidence: 0.9 })
    expect(incoming?.platformJson).to.deep.equal({
      x_chat: { conversation_id: 'conversation', sequence_id: '7' },
    })
    expect(recording.messages('outgoing')[0]?.buttons?.map(({ label }) => label)).to.deep.equal(['Yes', 'No'])
    expect(clicked?.postback).to.deep.equal({ buttonClick: { buttonId: '1' } })
    expect(typed).not.to.have.property('postback')
    const everything = JSON.stringify(recording.captured)
    for (const secret of ['salary', '5000', 'a token']) expect(everything).not.to.include(secret)
  })

  it("reports the text where it is asked for with 'text'", async () => {
    const recording = await conversation({ encryptedText: 'text' })
    expect(recording.lines[0]).to.equal(`incoming ${SECRET} #SALARY`)
    expect(recording.messages('incoming')[0]?.intent?.inputs).to.deep.equal([
      { name: 'amount', value: SECRET },
    ])
  })

  it("reports no message where it is 'drop', and says so once", async () => {
    const recording = await conversation({ encryptedText: 'drop' })
    expect(recording.lines).to.deep.equal(['event asked'])
    expect(recording.errors.map((error) => Object(error).message)).to.deep.equal([
      "messages of encrypted conversations are not recorded; encryptedText is 'drop'",
    ])
  })

  it('leaves plain conversations alone', async () => {
    for (const encryptedText of ['placeholder', 'text', 'drop'] as const) {
      const { adapter, recording } = bareAdapter({ encryptedText })
      await adapter.run(directMessage(SECRET), async () => {})
      expect(recording.lines).to.deep.equal([`incoming ${SECRET}`])
    }
  })

  it('is one of three', () => {
    const client = new DashbotClient({ enabled: false })
    expect(() => new DashbotMiddleware(client, { encryptedText: 'plain' as never }))
      .to.throw(ConfigError, 'placeholder, text, drop')
      .with.property('option', 'encryptedText')
  })
})
