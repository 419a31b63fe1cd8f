import { DashbotError } from '../../errors'
import type { DeadTurnReason, InboxTurn } from '../inbox/inbox'

const causes: Readonly<Record<DeadTurnReason, string>> = {
  failed: 'its turn failed each time',
  interrupted: 'the process ended within its turn each time',
  unknown_version: 'a newer version of this library wrote it',
  damaged: 'its record is damaged',
}

/** An event is not handled, or not in time. The message names the conversation, or the account. */
export class TurnError extends DashbotError {
  /** The bot's and the user's id, or undefined where several conversations are concerned. */
  readonly conversation: string | undefined

  private constructor(message: string, conversation?: string) {
    super('ERR_DASHBOT_TWITTER_TURN', message)
    this.conversation = conversation
  }

  static timedOut({ lane }: InboxTurn, turnTimeoutMs: number): TurnError {
    return new TurnError(
      `A turn of conversation ${lane} did not end within ${turnTimeoutMs} ms (turnTimeoutMs): the conversation goes on without it, and what the turn still sends is sent.`,
      lane,
    )
  }

  static dead({ lane, key }: InboxTurn, reason: DeadTurnReason): TurnError {
    return new TurnError(
      `Event ${key} of conversation ${lane} is a dead letter: ${causes[reason]}. The command botbuilder-dashbot inbox shows it (dead) and runs it again (retry).`,
      lane,
    )
  }

  static otherAccount(account: string): TurnError {
    return new TurnError(
      `Webhooks bring events for account ${account}, which is not the bot's: they are not handled. Add the account to the adapter's accounts, or unsubscribe it.`,
    )
  }

  static unread(what: string): TurnError {
    return new TurnError(
      `A webhook with ${what} had nothing that could be read as an event of a conversation: it was not handled.`,
    )
  }

  static left(count: number): TurnError {
    return new TurnError(
      `${count} ${count === 1 ? 'event was' : 'events were'} not handled before the adapter closed, and the memory inbox loses them: give the adapter more time or a durable inbox.`,
    )
  }
}
