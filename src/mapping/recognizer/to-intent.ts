import { asObject, type JsonObject } from '../../internal/json'
import type { DashbotIntent } from '../../wire/types'
import { attempt } from '../attempt'
import { filledText } from '../value-text'
import { entityInputs } from './entities'

/** What a set of recognizers answers where its members disagree. */
const CHOOSE_INTENT = 'ChooseIntent'

/** Names of results that recognized nothing, of those of a knowledge base, and of sets of recognizers that disagree. */
const noIntent = new Set(['None', 'none', 'NONE', 'QnAMatch', 'QnaMatch', CHOOSE_INTENT])

/** With this a member of a cross-trained set leaves the message to another member. */
const DEFER_PREFIX = 'DeferToRecognizer_'

/** An orchestration's names for a project that answers questions. */
const knowledgeBases = new Set<unknown>(['QuestionAnswering', 'question_answering'])

/** Maximum number of projects that an orchestration is followed through. */
const MAX_DEPTH = 4

/**
 * The intent that a recognizer found, with its entities as inputs and its score as confidence. Takes the results of
 * LUIS, CLU, Orchestrator, the regular-expression recognizer and others of their shapes, and the value of the trace
 * activity that a recognizer sends. Undefined for `None`, QnA Maker's matches, what a cross-trained set uses for routing
 * (`DeferToRecognizer_*`, `ChooseIntent`), and anything else. Never throws.
 */
export function toIntent(recognizerResult: unknown): DashbotIntent | undefined {
  return attempt((result) => intentOf(result, 0), recognizerResult)
}

/** true for a recognizer's result, also where it recognized nothing. Never throws. */
export function isRecognizerResult(input: unknown): boolean {
  return attempt(predictionOf, input) !== undefined
}

/** true for the result of a set of recognizers that leaves the choice to the bot. Never throws. */
export function isUndecided(input: unknown): boolean {
  const prediction = attempt(predictionOf, input)
  return prediction !== undefined && attempt(topIntent, prediction)?.name === CHOOSE_INTENT
}

function intentOf(input: unknown, depth: number): DashbotIntent | undefined {
  const prediction = depth > MAX_DEPTH ? undefined : predictionOf(input)
  const top = prediction && topIntent(prediction)
  if (prediction === undefined || top === undefined || isNoIntent(top.name)) return undefined
  if (knowledgeBases.has(top.targetKind)) return undefined
  const target = top.target === undefined ? undefined : predictionOf(top.target)
  if (target !== undefined) return intentOf(top.target, depth + 1)

  const intent: DashbotIntent = { name: top.name }
  const inputs = attempt(entityInputs, prediction.entities) ?? []
  if (inputs.length > 0) intent.inputs = inputs
  if (top.score !== undefined) intent.confidence = top.score
  return intent
}

function isNoIntent(name: string): boolean {
  return noIntent.has(name) || name.startsWith(DEFER_PREFIX)
}

/** The object with the intents: the input itself, or what its trace, response or result wraps. */
function predictionOf(input: unknown): JsonObject | undefined {
  const trace = asObject(input)
  const value = asObject(trace?.type === 'trace' ? trace.value : input)
  if (value === undefined) return undefined
  const wrapped = asObject(value.recognizerResult)
  if (wrapped !== undefined && hasIntents(wrapped)) return wrapped
  if (hasIntents(value)) return value
  const response = asObject(value.response) ?? value
  const result = asObject(response.result) ?? response
  const prediction = asObject(result.prediction)
  return filledText(prediction?.topIntent) === undefined ? undefined : prediction
}

function hasIntents({ intents }: JsonObject): boolean {
  return typeof intents === 'object' && intents !== null
}

interface TopIntent {
  readonly name: string
  readonly score: number | undefined
  /** The project that an orchestration sent the text to, and its result. */
  readonly targetKind: unknown
  readonly target: unknown
}

/** The intent that the service names, else the one with the highest score; CLU lists intents, others name them. */
function topIntent({ topIntent: named, intents }: JsonObject): TopIntent | undefined {
  const wanted = filledText(named)
  const scores = intents as JsonObject | readonly unknown[] | undefined
  let top: TopIntent | undefined
  for (const [key, intent] of Object.entries(scores ?? {})) {
    const name = Array.isArray(scores) ? filledText(asObject(intent)?.category) : key
    if (!name || (wanted !== undefined && wanted !== name)) continue
    const found = describe(name, intent)
    if (top === undefined || (found.score ?? 0) > (top.score ?? 0)) top = found
  }
  return top ?? (wanted === undefined ? undefined : describe(wanted, undefined))
}

function describe(name: string, intent: unknown): TopIntent {
  const fields = asObject(intent)
  const score = fields?.score ?? fields?.confidenceScore
  return {
    name,
    score: typeof score === 'number' && Number.isFinite(score) ? score : undefined,
    targetKind: fields?.targetProjectKind,
    target: fields?.result,
  }
}
