import {
  CloudAdapter as AgentsCloudAdapter,
  MemoryStorage as AgentsMemoryStorage,
  type Middleware as AgentsMiddleware,
  type TurnContext as AgentsTurnContext,
} from '@microsoft/agents-hosting'
import {
  MemoryStorage,
  type Middleware,
  type StatePropertyAccessor,
  TestAdapter,
  type TurnContext,
} from 'botbuilder'
import type { DialogContext, PromptValidatorContext, WaterfallStepContext } from 'botbuilder-dialogs'
import { expect } from 'chai'
import {
  DashbotClient,
  DashbotMiddleware,
  type DashbotMiddlewareOptions,
  trackEvent,
  trackIntent,
  trackNotHandled,
} from '../../src'

describe('The types', () => {
  const client = new DashbotClient({ enabled: false })

  it("let one class be both SDKs' middleware", () => {
    const dashbot = new DashbotMiddleware(client)
    const botbuilder: Middleware = dashbot
    const agents: AgentsMiddleware = dashbot
    expect(botbuilder).to.equal(agents)
    new TestAdapter().use(dashbot)
    new AgentsCloudAdapter({ clientId: '', issuers: [] } as never).use(dashbot)
  })

  it("take both SDKs' storages, contexts and activities", () => {
    const options: DashbotMiddlewareOptions[] = [
      { storage: new MemoryStorage() },
      { storage: new AgentsMemoryStorage() },
      { storage: undefined, channels: undefined, ignore: undefined, userId: undefined },
      { userId: (activity, direction) => (direction === 'incoming' ? activity.from?.id : undefined) },
    ]
    expect(options.map((each) => new DashbotMiddleware(client, each))).to.have.length(4)
    const calls = [
      (context: TurnContext) => trackNotHandled(context),
      (context: AgentsTurnContext) => trackIntent(context, 'NAME'),
      (step: WaterfallStepContext<object>) => trackIntent(step, { name: 'NAME', inputs: { a: 1 } }),
      (dialog: DialogContext) => trackEvent(dialog, { type: 'customEvent', name: 'e' }),
      (prompt: PromptValidatorContext<string>) => trackNotHandled(prompt),
      // @ts-expect-error no context at all
      (accessor: StatePropertyAccessor) => trackNotHandled(accessor),
      // @ts-expect-error a revenue event has an amount
      (context: TurnContext) => trackEvent(context, { type: 'revenueEvent', name: 'r' }),
      // @ts-expect-error no such type
      (context: TurnContext) => trackEvent(context, { type: 'someEvent', name: 's' }),
    ]
    expect(calls).to.have.length(8)
  })

  it('refuse options that do not exist, as the constructor does', () => {
    // @ts-expect-error no such option
    expect(() => new DashbotMiddleware(client, { channel: ['twitter'] })).to.throw(/unknown option channel/)
    // @ts-expect-error not a list
    expect(() => new DashbotMiddleware(client, { channels: 'twitter' })).to.throw(
      /channels must be an array of channel ids/,
    )
  })
})
