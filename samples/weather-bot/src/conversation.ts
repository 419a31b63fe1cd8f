import { readFileSync } from 'node:fs'
import type { FakeX } from 'botbuilder-dashbot/testing'

/** The user of Dashbot's document. */
export const user = {
  id: '1234858592',
  name: 'TwitterDev',
  screen_name: 'TwitterDev',
}

/** The webhook of Dashbot's document, as X delivers it: the answer "Blue Bird" to a quick reply. */
const blueBird = readFileSync(new URL('../webhooks/blue-bird.json', import.meta.url), 'utf8')

/** What the user says, one after the other; a text, or a webhook's whole body. */
const steps: readonly ({ readonly text: string; readonly data?: object } | { readonly webhook: string })[] = [
  { text: 'What is the weather in San Francisco?' },
  { text: 'Ask me about birds' },
  { webhook: blueBird },
  { text: 'A ham sandwich, please' },
  { text: 'Show me the details' },
  { text: 'I want to share this' },
  { text: 'Sing me a song' },
]

/** Somebody else comes from an advertised tweet, at the same time, in X's newer envelope. */
const fromCampaign = readFileSync(new URL('../webhooks/from-campaign.json', import.meta.url), 'utf8')

/** Somebody who has set up X Chat: what is written to the bot, and its answers, are end-to-end encrypted. */
const encryptedUser = '2244994945'

/** Holds the conversations of Dashbot's document through X: signed webhooks in, direct messages out. */
export async function converse(x: FakeX, whenAnswered: () => Promise<void>): Promise<void> {
  await x.deliver(fromCampaign)
  for (const step of steps) {
    if ('webhook' in step) await x.deliver(step.webhook)
    else await x.receive({ from: user, text: step.text })
    await whenAnswered()
  }
}

/** Holds one conversation over X Chat: the user's phone and the bot both have X's own engine. */
export async function converseEncrypted(x: FakeX, whenAnswered: () => Promise<void>): Promise<void> {
  const phone = await x.registerForChat(encryptedUser)
  phone.openConversation(x.botId)
  phone.send(x.botId, 'What is the weather in Oakland?')
  await x.whenEchoed()
  await whenAnswered()
  const answer = phone.messages(x.botId).find(({ from }) => from === x.botId)
  if (answer === undefined) throw new Error(`${encryptedUser} has no answer over X Chat`)
}
