import type { DirectMessage, DirectMessageClient, SentMessage } from '../../../src/twitter'

/** Takes what it is given to send, and numbers it. */
export class RecordingClient implements DirectMessageClient {
  readonly sent: DirectMessage[] = []
  readonly typing: string[] = []
  readonly read: { eventId: string; recipientId: string }[] = []
  /** Which message, counted from 1, is refused with `failure`. */
  failAt: number | undefined
  failure: unknown

  async send(message: DirectMessage): Promise<SentMessage> {
    if (this.sent.length + 1 === this.failAt) throw this.failure
    this.sent.push(message)
    return { id: `sent-${this.sent.length}` }
  }

  async sendTyping(recipientId: string): Promise<void> {
    this.typing.push(recipientId)
  }

  async markRead(eventId: string, recipientId: string): Promise<void> {
    this.read.push({ eventId, recipientId })
  }
}
