import { ConversationState, MemoryStorage, type TurnContext } from 'botbuilder'
import {
  ComponentDialog,
  DialogSet,
  type DialogTurnResult,
  DialogTurnStatus,
  type PromptValidatorContext,
  TextPrompt,
  WaterfallDialog,
  type WaterfallStepContext,
} from 'botbuilder-dialogs'
import { expect } from 'chai'
import { TrackEvent, TrackIntent, trackIntent } from '../../src'
import { directMessages, type Harness } from '../support/direct-messages'

class OrderDialog extends ComponentDialog {
  constructor() {
    super('order')
    this.addDialog(new TextPrompt('text', (prompt) => this.validate(prompt)))
    this.addDialog(
      new WaterfallDialog('steps', [this.ask.bind(this), this.confirm.bind(this), this.finish.bind(this)]),
    )
    this.initialDialogId = 'steps'
  }

  @TrackIntent('ORDER')
  async ask(step: WaterfallStepContext): Promise<DialogTurnResult> {
    return step.prompt('text', 'Which sandwich?')
  }

  @TrackIntent({ name: 'SANDWICH', inputs: ({ args: [step] }) => ({ sandwich: step.result }) })
  async confirm(step: WaterfallStepContext<object>): Promise<DialogTurnResult> {
    return step.prompt('text', `A ${step.result} sandwich, yes?`)
  }

  @TrackEvent({ type: 'revenueEvent', name: 'boughtSandwich', amount: 17.45 })
  @TrackIntent({ name: 'DONE', direction: 'outgoing' })
  async finish(step: WaterfallStepContext): Promise<DialogTurnResult> {
    await step.context.sendActivity('Enjoy!')
    return step.endDialog()
  }

  @TrackIntent({ name: 'VALIDATED', inputs: ({ context }) => ({ said: context.activity.text }) })
  async validate(prompt: PromptValidatorContext<string>): Promise<boolean> {
    if (prompt.recognized.value !== 'what?') return true
    trackIntent(prompt, 'CONFUSED')
    return false
  }
}

function dialogBot(): { readonly harness: Harness; say(text: string): Promise<void> } {
  const state = new ConversationState(new MemoryStorage())
  const dialogs = new DialogSet(state.createProperty('dialogs')).add(new OrderDialog())
  const harness = directMessages()
  const logic = async (context: TurnContext): Promise<void> => {
    const dialog = await dialogs.createContext(context)
    const { status } = await dialog.continueDialog()
    if (status === DialogTurnStatus.empty) await dialog.beginDialog('order')
    await state.saveChanges(context)
  }
  return { harness, say: (text) => harness.turn(text, logic) }
}

describe('Decorated dialogs', () => {
  it('name the intents of waterfall steps, prompts and validators, and record events', async () => {
    const { harness, say } = dialogBot()
    for (const text of ['a sandwich', 'what?', 'ham', 'yes']) await say(text)
    expect(harness.recording.lines).to.deep.equal([
      'incoming a sandwich #ORDER',
      'outgoing Which sandwich?',
      'incoming what? #CONFUSED',
      'outgoing Which sandwich?',
      'incoming ham #SANDWICH',
      'outgoing A ham sandwich, yes?',
      'incoming yes #VALIDATED',
      'outgoing Enjoy! #DONE',
      'event boughtSandwich',
    ])
    expect(harness.recording.messages('incoming')[2]?.intent?.inputs).to.deep.equal([
      { name: 'sandwich', value: 'ham' },
    ])
    expect(harness.recording.errors).to.deep.equal([])
  })
})
