import { DashbotError, type DashbotErrorOptions } from '../../errors'

/** An activity that cannot be sent as a direct message. The message names X's limit, or what to send instead. */
export class DirectMessageError extends DashbotError {
  constructor(message: string, options?: DashbotErrorOptions) {
    super('ERR_DASHBOT_TWITTER_MESSAGE', message, options)
  }
}

export function cannotUpdate(): DirectMessageError {
  return new DirectMessageError('X cannot change a direct message that was sent.')
}

export function cannotDelete(): DirectMessageError {
  return new DirectMessageError('Direct messages are not deleted: X would delete them for the bot alone.')
}
