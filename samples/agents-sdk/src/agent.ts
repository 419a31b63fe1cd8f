import { AgentApplication, type TurnContext, type TurnState } from '@microsoft/agents-hosting'
import { TrackEvent, TrackIntent, trackNotHandled } from 'botbuilder-dashbot'

export class LibraryAgent extends AgentApplication<TurnState> {
  constructor() {
    super()
    this.onMessage(/opening hours/i, (context) => this.tellHours(context))
    this.onMessage(/renew/i, (context) => this.renewLoan(context))
    this.onMessage(/./, (context) => this.admitDefeat(context))
  }

  @TrackIntent('OPENING_HOURS')
  async tellHours(context: TurnContext): Promise<void> {
    await context.sendActivity('From 9 to 18.')
  }

  @TrackIntent('RENEW_LOAN')
  @TrackEvent('loanRenewed')
  async renewLoan(context: TurnContext): Promise<void> {
    await context.sendActivity('Renewed for four weeks.')
  }

  async admitDefeat(context: TurnContext): Promise<void> {
    trackNotHandled(context)
    await context.sendActivity('I know about opening hours and loans.')
  }
}
