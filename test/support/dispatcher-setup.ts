import sinon from 'sinon'
import { Dispatcher } from '../../src/delivery/dispatcher'
import { MemoryOutbox } from '../../src/delivery/memory-outbox'
import type { Outcome } from '../../src/delivery/outbox'
import type { Envelope } from '../../src/wire/envelope'
import { type Answer, ScriptedTransport } from './scripted-transport'

export const HOUR_MS = 3_600_000

export interface DispatcherSetup {
  readonly maxConcurrency?: number
  readonly answer?: (envelope: Envelope, index: number) => Answer
}

/** A dispatcher on a memory outbox and a scripted transport, whose every wait is as long as it may be. */
export function setUpDispatcher({ maxConcurrency = 8, answer }: DispatcherSetup = {}) {
  const outbox = new MemoryOutbox({ maxMessages: 100_000, maxBytes: 100_000_000 })
  const transport = new ScriptedTransport(answer)
  const outcomes: Outcome[] = []
  const onError = sinon.spy()
  const dispatcher = new Dispatcher({
    source: outbox,
    transport,
    maxConcurrency,
    maxAgeMs: HOUR_MS,
    onError,
    onOutcome: (_envelope, outcome) => outcomes.push(outcome),
    random: () => 1,
  })
  outbox.open({
    onError,
    onDrop: () => {},
    onRestored: () => {},
    onReady: () => dispatcher.wake(),
  })
  const add = (...envelopes: readonly Envelope[]): void => {
    for (const envelope of envelopes) outbox.add(envelope)
    dispatcher.wake()
  }
  return { outbox, transport, dispatcher, outcomes, onError, add }
}
