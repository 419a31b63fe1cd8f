import type { DirectMessage, DirectMessageClient, SentMessage } from '../../../src/twitter'

/** Takes what it is given to send, and numbers it. */
export class RecordingClient implements DirectMessageClient {
  readonly sent: DirectMessage[] = []
  readonly typing: string[] = []
  readonly read: { eventId: string; recipientId: string }[] = []

  async send(message: DirectMessage): Promise<SentMessage> {
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
