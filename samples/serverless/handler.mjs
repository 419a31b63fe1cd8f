import { ActivityHandler } from 'botbuilder'
import { DashbotClient, DashbotMiddleware } from 'botbuilder-dashbot'
import { TwitterAdapter } from 'botbuilder-dashbot/twitter'
import serverless from 'serverless-http'

/** @returns a Lambda handler for the webhook of an X account */
export function createHandler({ consumerSecret, userId, directMessages, client = DashbotClient.fromEnv() }) {
  const bot = new ActivityHandler().onMessage(async (context, next) => {
    await context.sendActivity(`You said: ${context.activity.text}`)
    await next()
  })
  const adapter = new TwitterAdapter({ consumerSecret, userId, client: directMessages })
  adapter.use(new DashbotMiddleware(client))
  const answer = serverless((request, response) => {
    void adapter.process(request, response, (context) => bot.run(context))
  })

  return async (event, lambdaContext) => {
    const response = await answer(event, lambdaContext)
    // Once the handler returns, the function freezes: what is not done by then may never be. X waits for the answer
    // as long, so both have to be quick. What a flush leaves waits in memory for the next invocation.
    await adapter.whenIdle()
    await client.flush({ timeoutMs: 2_000 })
    return response
  }
}
