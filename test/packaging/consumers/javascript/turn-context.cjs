/** As much of a TurnContext as a middleware needs, without any SDK installed. */
exports.turnContext = (text) => {
  const handlers = []
  const conversation = { id: 'c1' }
  const context = {
    activity: {
      type: 'message',
      id: '1',
      channelId: 'twitter',
      text,
      from: { id: 'user' },
      recipient: { id: 'bot' },
      conversation,
    },
    turnState: new Map(),
    responded: false,
    onSendActivities(handler) {
      handlers.push(handler)
      return context
    },
    onUpdateActivity: () => context,
    onDeleteActivity: () => context,
    async sendActivities(activities) {
      const send = async () => activities.map((_, index) => ({ id: `sent-${index}` }))
      const chain = handlers.reduceRight((next, handler) => () => handler(context, activities, next), send)
      return chain()
    },
    async sendActivity(reply) {
      const activity = {
        type: 'message',
        text: reply,
        channelId: 'twitter',
        from: { id: 'bot' },
        recipient: { id: 'user' },
        conversation,
      }
      return (await context.sendActivities([activity]))[0]
    },
  }
  return context
}
