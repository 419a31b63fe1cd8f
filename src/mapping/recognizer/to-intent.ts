import type { DashbotIntent } from '../../wire/types'
import { attempt, filledText, type Loose, loose } from '../loose'
import { entityInputs } from './entities'

/** Names under which recognizers say that they recognized nothing, or that a knowledge base had the answer. */
const noIntent = new Set(['None', 'none', 'NONE', 'QnAMatch', 'QnaMatch'])

/** What an orchestration calls a project that answers questions. */
const knowledgeBases = new Set<unknown>(['QuestionAnswering', 'question_answering'])

/** Orchestrations lead from project to project; nobody follows further than this. */
const MAX_DEPTH = 4

type Prediction = Loose<'topIntent' | 'intents' | 'entities'>

/**
 * The intent that a recognizer found, with its entities as inputs and its score as confidence. Takes the results of
 * LUIS, CLU, Orchestrator, the regular-expression recognizer and others of their shapes, and the value of the trace
 * activity that a recognizer sends. Undefined for `None`, QnA Maker's matches, and anything else. Never throws.
 */
export function toIntent(recognizerResult: unknown): DashbotIntent | undefined {
  return attempt((result) => intentOf(result, 0), recognizerResult)
}

function intentOf(input: unknown, depth: number): DashbotIntent | undefined {
  const prediction = depth > MAX_DEPTH ? undefined : predictionOf(input)
  const top = prediction && topIntent(prediction)
  if (prediction === undefined || top === undefined || noIntent.has(top.name)) return undefined
  if (knowledgeBases.has(top.targetKind)) return undefined
  const target = top.target === undefined ? undefined : predictionOf(top.target)
  if (target !== undefined) return intentOf(top.target, depth + 1)

  const intent: DashbotIntent = { name: top.name }
  const inputs = attempt(entityInputs, prediction.entities) ?? []
  if (inputs.length > 0) intent.inputs = inputs
  if (top.score !== undefined) intent.confidence = top.score
  return intent
}

/** The object with the intents: the input itself, or what its trace, response or result wraps. */
function predictionOf(input: unknown): Prediction | undefined {
  const trace = loose<'type' | 'value'>(input)
  const value = loose<'recognizerResult' | 'response' | 'result' | 'prediction' | 'intents'>(
    trace?.type === 'trace' ? trace.value : input,
  )
  if (value === undefined) return undefined
  const wrapped = loose<'intents'>(value.recognizerResult)
  if (loose(wrapped?.intents) !== undefined) return wrapped
  if (loose(value.intents) !== undefined) return value
  const response = loose<'result' | 'prediction'>(value.response) ?? value
  const result = loose<'prediction'>(response.result) ?? response
  const prediction = loose<'topIntent'>(result.prediction)
  return filledText(prediction?.topIntent) === undefined ? undefined : prediction
}

interface TopIntent {
  readonly name: string
  readonly score: number | undefined
  /** Where an orchestration sent the text on to, and what it got back. */
  readonly targetKind: unknown
  readonly target: unknown
}

/** The intent that the service names, else the one with the highest score; CLU lists intents, others name them. */
function topIntent({ topIntent: named, intents }: Prediction): TopIntent | undefined {
  const wanted = filledText(named)
  const listed = Array.isArray(intents)
  const scores = loose<string>(intents) ?? {}
  let top: TopIntent | undefined
  for (const key of Object.keys(scores)) {
    const name = listed ? filledText(loose<'category'>(scores[key])?.category) : key
    if (name === undefined || name === '' || (wanted !== undefined && wanted !== name)) continue
    const found = describe(name, scores[key])
    if (top === undefined || (found.score ?? 0) > (top.score ?? 0)) top = found
  }
  return top ?? (wanted === undefined ? undefined : describe(wanted, undefined))
}

function describe(name: string, intent: unknown): TopIntent {
  const fields = loose<'score' | 'confidenceScore' | 'targetProjectKind' | 'result'>(intent)
  const score = fields?.score ?? fields?.confidenceScore
  return {
    name,
    score: typeof score === 'number' && Number.isFinite(score) ? score : undefined,
    targetKind: fields?.targetProjectKind,
    target: fields?.result,
  }
}
