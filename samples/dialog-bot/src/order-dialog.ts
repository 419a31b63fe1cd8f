import { TrackEvent, TrackIntent } from 'botbuilder-dashbot'
import {
  ChoicePrompt,
  ComponentDialog,
  type DialogTurnResult,
  NumberPrompt,
  WaterfallDialog,
  type WaterfallStepContext,
} from 'botbuilder-dialogs'

const pricePerScoop = 2.5

export class OrderDialog extends ComponentDialog {
  constructor() {
    super('order')
    this.addDialog(new ChoicePrompt('cone'))
    this.addDialog(new NumberPrompt('scoops'))
    this.addDialog(
      new WaterfallDialog('steps', [
        (step) => this.askForCone(step),
        (step) => this.askForScoops(step),
        (step) => this.confirm(step),
      ]),
    )
    this.initialDialogId = 'steps'
  }

  private askForCone(step: WaterfallStepContext): Promise<DialogTurnResult> {
    return step.prompt('cone', { prompt: 'Waffle or cup?', choices: ['waffle', 'cup'] })
  }

  @TrackIntent({
    name: 'CHOOSE_CONE',
    inputs: ({ args: [step] }) => ({ cone: step.result.value }),
  })
  async askForScoops(step: WaterfallStepContext): Promise<DialogTurnResult> {
    return step.prompt('scoops', 'How many scoops?')
  }

  @TrackIntent('CHOOSE_SCOOPS')
  @TrackIntent({ name: 'ORDER_CONFIRMATION', direction: 'outgoing' })
  @TrackEvent({
    type: 'revenueEvent',
    name: 'soldIceCream',
    amount: ({ args: [step] }) => step.result * pricePerScoop,
  })
  async confirm(step: WaterfallStepContext): Promise<DialogTurnResult> {
    await step.context.sendActivity(`${step.result} scoops, coming up.`)
    return step.endDialog()
  }
}
