import {
  type Activity,
  BotAdapter,
  type ConversationReference,
  type ResourceResponse,
  TestAdapter,
  TurnContext,
} from 'botbuilder'
import { DashbotMiddleware } from '../../src/middleware/middleware'
import type { DashbotMiddlewareOptions } from '../../src/middleware/options'
import { RecordingClient } from './recording-client'

export type Logic = (context: TurnContext) => Promise<void>

export const userId = '1234858592'
export const botId = '3805104374'

export function directMessage(text: string, from = userId): Partial<Activity> {
  return {
    type: 'message',
    text,
    channelId: 'twitter',
    from: { id: from, name: '' },
    recipient: { id: botId, name: '' },
    conversation: { id: from, name: '', isGroup: false, conversationType: 'dm' },
  }
}

export interface Harness {
  readonly adapter: TestAdapter
  readonly recording: RecordingClient
  /** One turn of the user's message with the bot's logic. */
  turn(text: string, logic?: Logic): Promise<void>
}

/** A bot on botbuilder's own adapter, recorded by the middleware. */
export function directMessages(options: DashbotMiddlewareOptions = {}): Harness {
  const recording = new RecordingClient()
  const adapter = new TestAdapter(async () => {})
  adapter.use(new DashbotMiddleware(recording.client, options))
  return {
    adapter,
    recording,
    turn: (text, logic = async () => {}) => adapter.processActivity(directMessage(text), logic),
  }
}

/** A minimal adapter: keeps what is sent, and gives the configured answer. */
export class BareAdapter extends BotAdapter {
  readonly sent: Partial<Activity>[] = []
  answer: (activities: Partial<Activity>[]) => Promise<ResourceResponse[]> = async (activities) =>
    activities.map((_activity, index) => ({ id: `sent-${this.sent.length}-${index}` }))

  run(activity: Partial<Activity>, logic: Logic): Promise<void> {
    return this.runMiddleware(new TurnContext(this, activity), logic)
  }

  async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    this.sent.push(...activities)
    return this.answer(activities)
  }

  async updateActivity(): Promise<void> {}

  async deleteActivity(): Promise<void> {}

  async continueConversation(reference: Partial<ConversationReference>, logic: Logic): Promise<void> {
    const event = { type: 'event', name: 'continueConversation' }
    await this.run(TurnContext.applyConversationReference(event, reference, true), logic)
  }
}

export function bareAdapter(options: DashbotMiddlewareOptions = {}): {
  readonly adapter: BareAdapter
  readonly recording: RecordingClient
} {
  const recording = new RecordingClient()
  const adapter = new BareAdapter()
  adapter.use(new DashbotMiddleware(recording.client, options))
  return { adapter, recording }
}

/** What the promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not reject')
}
