import { asObject, asObjects, asText, type JsonObject } from '../../internal/json'
import type { CallToAction, QuickReply } from './direct-message'

export interface Buttons {
  readonly quickReplies: readonly QuickReply[]
  readonly callToActions: readonly CallToAction[]
}

/** Actions that open an address become buttons that do; all others become quick replies with the value as metadata. */
export function toButtons(actions: readonly JsonObject[]): Buttons {
  return {
    quickReplies: actions.filter((action) => !opensPage(action)).map(toQuickReply),
    callToActions: actions.filter(opensPage).map(toCallToAction),
  }
}

/** The buttons of Twitter JSON that a bot wrote itself: those of its `message_data`. */
export function nativeButtons(data: JsonObject | undefined): Buttons {
  const options = asObjects(asObject(data?.quick_reply)?.options)
  return {
    quickReplies: options.map(({ label, description, metadata }) => ({
      label: asText(label) ?? '',
      ...(typeof description === 'string' && { description }),
      ...(typeof metadata === 'string' && { metadata }),
    })),
    callToActions: asObjects(data?.ctas).map(({ label, url }) => ({
      label: asText(label) ?? '',
      url: asText(url) ?? '',
    })),
  }
}

function opensPage({ type }: JsonObject): boolean {
  return type === 'openUrl' || type === 'signin'
}

function toQuickReply({ title, value }: JsonObject): QuickReply {
  const metadata = typeof value === 'string' ? asText(value) : JSON.stringify(value ?? undefined)
  const label = asText(title) ?? metadata ?? ''
  return { label, metadata: metadata ?? label }
}

function toCallToAction({ title, value }: JsonObject): CallToAction {
  const url = asText(value) ?? ''
  return { label: asText(title) ?? url, url }
}
