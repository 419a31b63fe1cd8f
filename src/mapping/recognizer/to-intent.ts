import type { DashbotIntent } from '../../wire/types'
import { attempt, filledText, items, type Loose, loose } from '../loose'
import { entityInputs } from './entities'

/** Names under which recognizers say that they recognized nothing, or that a knowledge base had the answer. */
const noIntent = new Set(['None', 'none', 'NONE', 'QnAMatch', 'QnaMatch'])

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
  if (top.targetKind === 'QuestionAnswering') return undefined
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
  const value = loose<
    'recognizerResult' | 'response' | 'result' | 'prediction' | 'intents' | 'type' | 'value'
  >(input)
  if (value === undefined) return undefined
  if (value.type === 'trace') return predictionOf(value.value)
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

/** The intent that the service names, else the one with the highest score. */
function topIntent({ topIntent: named, intents }: Prediction): TopIntent | undefined {
  const candidates = Array.isArray(intents) ? listed(intents) : byName(intents)
  const name = filledText(named)
  if (name !== undefined) {
    return candidates.find((candidate) => candidate.name === name) ?? describe(name, undefined)
  }
  let top: TopIntent | undefined
  for (const candidate of candidates) {
    if (top === undefined || (candidate.score ?? 0) > (top.score ?? 0)) top = candidate
  }
  return top
}

function listed(intents: readonly unknown[]): readonly TopIntent[] {
  return items(intents).flatMap((intent) => {
    const name = filledText(loose<'category'>(intent)?.category)
    return name === undefined ? [] : [describe(name, intent)]
  })
}

function byName(intents: unknown): readonly TopIntent[] {
  return Object.entries(loose<string>(intents) ?? {}).flatMap(([name, intent]) =>
    name === '' ? [] : [describe(name, intent)],
  )
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
