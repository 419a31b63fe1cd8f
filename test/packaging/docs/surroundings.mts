import { ActivityHandler, TestAdapter, TurnContext } from 'botbuilder'
import { DashbotClient, MemoryTransport } from 'botbuilder-dashbot'

/** What a block of the documentation may take as given. */
export const client = new DashbotClient({ transport: new MemoryTransport() })

export const bot = new ActivityHandler()

export const adapter = new TestAdapter((context) => bot.run(context), { channelId: 'twitter' })

export const context = new TurnContext(adapter, {
  type: 'message',
  id: '1',
  text: 'hello',
  channelId: 'twitter',
  from: { id: 'user', name: '' },
  recipient: { id: 'bot', name: '' },
  channelData: { x_chat: { conversation_id: 'bot:user', sequence_id: '1' } },
  conversation: { id: 'user', isGroup: false, conversationType: '', name: '' },
})
