import { ActivityHandler } from 'botbuilder'
import { DashbotClient, DashbotMiddleware } from 'botbuilder-dashbot'
import { TwitterAdapter } from 'botbuilder-dashbot/twitter'

/** @returns a Lambda handler for the webhook of an X account */
export function createHandler({ consumerSecret, userId, directMessages, client = DashbotClient.fromEnv() }) {
  const bot = new ActivityHandler().onMessage(async (context, next) => {
    await context.sendActivity(`You said: ${context.activity.text}`)
    await next()
  })
  const adapter = new TwitterAdapter({ consumerSecret, userId, client: directMessages })
  adapter.use(new DashbotMiddleware(client))

  return async (event) => {
    // API Gateway's payload formats 1.0 and 2.0, and function URLs.
    const query = event.rawQueryString ?? new URLSearchParams(event.queryStringParameters ?? {})
    const { status, headers, body } = await adapter.handle(
      {
        method: event.requestContext?.http?.method ?? event.httpMethod,
        url: `${event.rawPath ?? event.path}?${query}`,
        headers: event.headers,
        body: event.body,
        isBase64: event.isBase64Encoded,
      },
      (context) => bot.run(context),
    )
    // The turns are over. The function freezes when the handler returns, and X waits for the answer that long, so the
    // report has to be quick. What a flush leaves waits in memory for the next invocation.
    await client.flush({ timeoutMs: 2_000 })
    return { statusCode: status, headers, body }
  }
}
