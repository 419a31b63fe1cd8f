import { ActivityHandler, ConversationState, MemoryStorage, TestAdapter } from 'botbuilder'
import { ConsoleTransport, DashbotClient, DashbotMiddleware } from 'botbuilder-dashbot'
import { DialogSet, DialogTurnStatus } from 'botbuilder-dialogs'
import { OrderDialog } from './order-dialog'
import { recognize } from './recognizer'

const state = new ConversationState(new MemoryStorage())
const dialogs = new DialogSet(state.createProperty('dialogs'))
dialogs.add(new OrderDialog())

class DialogBot extends ActivityHandler {
  constructor() {
    super()
    this.onMessage(async (context, next) => {
      const dialog = await dialogs.createContext(context)
      const { status } = await dialog.continueDialog()
      if (status === DialogTurnStatus.empty) {
        const intent = await recognize(context)
        if (intent === 'OrderIceCream') await dialog.beginDialog('order')
        else await context.sendActivity('We sell ice cream.')
      }
      await state.saveChanges(context)
      await next()
    })
  }
}

async function main(): Promise<void> {
  const client = process.env.DASHBOT_API_KEY
    ? DashbotClient.fromEnv()
    : new DashbotClient({ transport: new ConsoleTransport() })
  const bot = new DialogBot()
  const adapter = new TestAdapter((context) => bot.run(context), { channelId: 'twitter' })
  adapter.use(new DashbotMiddleware(client))

  for (const text of ['Hello', 'One pistachio ice cream, please', 'waffle', '2']) {
    await adapter.send(text).startTest()
  }

  const { delivered, dropped } = await client.close()
  console.log(`${delivered} delivered, ${dropped} dropped`)
}

void main()
