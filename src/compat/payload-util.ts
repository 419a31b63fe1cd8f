/** Makes events, with the fields that dashbot's package gives them. */
export const eventUtil = {
  createCustomEvent: (eventName: string, userId: string, conversationId?: string, extraInfo?: object) => ({
    type: 'customEvent',
    name: eventName,
    userId,
    conversationId,
    extraInfo,
  }),

  createPageLaunchEvent: (userId: string, conversationId?: string) => ({
    type: 'pageLaunchEvent',
    userId,
    conversationId,
  }),

  createShareEvent: (userId: string, conversationId?: string, sharedMessageJson?: object) => ({
    type: 'shareEvent',
    userId,
    conversationId,
    sharedMessage: sharedMessageJson,
  }),

  createRevenueEvent: (
    userId: string,
    conversationId: string | undefined,
    amount: number,
    referenceNumber?: string,
    metadata?: object,
  ) => ({ type: 'revenueEvent', userId, conversationId, amount, referenceNumber, metadata }),
} as const

/** Makes messages, with the fields that dashbot's package gives them. */
export const messageUtil = {
  messageWithText: (userId: string, text: string, conversationId?: string) => ({
    conversationId,
    text,
    userId,
  }),
} as const
