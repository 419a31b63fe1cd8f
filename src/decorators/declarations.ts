import 'reflect-metadata'
import type { DashbotEventType } from '../wire/types'

/** One line of the tracking plan: what a decorator declares of a method. */
export type TrackedHandler = TrackedIntentHandler | TrackedEventHandler

interface Tracked {
  /** The class that declares it. */
  readonly className: string
  readonly method: string
  readonly isStatic: boolean
  /** The intent's or event's name; undefined where a resolver gives it. */
  readonly name: string | undefined
}

export interface TrackedIntentHandler extends Tracked {
  readonly kind: 'intent'
  readonly direction: 'incoming' | 'outgoing'
  /** The names of the inputs; undefined where a resolver gives them. */
  readonly inputs: readonly string[] | undefined
}

export interface TrackedEventHandler extends Tracked {
  readonly kind: 'event'
  readonly type: DashbotEventType
  readonly on: 'success' | 'failure' | 'always'
}

/** A declaration as its decorator knows it; the class is known when the plan is read. */
export type Declaration =
  | Omit<TrackedIntentHandler, 'className' | 'method' | 'isStatic'>
  | Omit<TrackedEventHandler, 'className' | 'method' | 'isStatic'>
type MemberDeclaration = Declaration & Pick<Tracked, 'method' | 'isStatic'>

const key = 'botbuilder-dashbot:tracked'

const symbols = Symbol as { metadata?: symbol }
// Compilers give a class no metadata where the runtime has no Symbol.metadata.
symbols.metadata ??= Symbol.for('Symbol.metadata')
const classMetadata = symbols.metadata

/**
 * Adds a declaration to what holds those of a class: its prototype, itself, its decorator metadata, or, where the
 * compiler gives none, the decorated method.
 */
export function declare(holder: object, declaration: MemberDeclaration): void {
  const declared: readonly MemberDeclaration[] = Reflect.getOwnMetadata(key, holder) ?? []
  Reflect.defineMetadata(key, [...declared, declaration], holder)
}

/** Members whose class is not known: their compiler gives decorators no metadata. */
const declaredNowhere: string[] = []

/** Notes a declaration that no plan will have. */
export function declareNowhere(member: string): void {
  declaredNowhere.push(member)
}

type BotClass = abstract new (...args: never[]) => object

/**
 * The tracking plan of a class: what is declared on it and on the classes that it extends, those first. What a class
 * declares for a method takes the place of what it inherits. Where decorators have no metadata (Babel before its version
 * 2023-05), fields and #private methods are missing, and a process warning lists them once.
 *
 * @example
 * console.table(trackedHandlers(WeatherBot))
 */
export function trackedHandlers(botClass: BotClass): readonly TrackedHandler[] {
  warnOfMissing()
  const parent: unknown = Object.getPrototypeOf(botClass)
  const inherited = isClass(parent) ? trackedHandlers(parent) : []
  const own = ownDeclarations(botClass).map((declared) => ({ className: botClass.name, ...declared }))
  return [...inherited.filter((handler) => !own.some((declared) => replaces(declared, handler))), ...own]
}

function isClass(value: unknown): value is BotClass {
  return typeof value === 'function' && value !== Function.prototype
}

function ownDeclarations(botClass: BotClass): readonly MemberDeclaration[] {
  const metadata: unknown = Object.getOwnPropertyDescriptor(botClass, classMetadata)?.value
  const holders = [
    botClass,
    botClass.prototype,
    metadata,
    ...methodsOf(botClass),
    ...methodsOf(botClass.prototype),
  ]
  return holders
    .filter((holder) => Object(holder) === holder)
    .flatMap((holder) => Reflect.getOwnMetadata(key, holder) ?? [])
}

/** The functions among an object's own properties, without calling a getter. */
function methodsOf(holder: object | undefined): unknown[] {
  const descriptors = Object.getOwnPropertyDescriptors(holder ?? {})
  return Reflect.ownKeys(descriptors)
    .filter((name) => name !== 'prototype' && name !== 'constructor')
    .map((name) => Reflect.get(descriptors, name).value)
    .filter((value) => typeof value === 'function')
}

function warnOfMissing(): void {
  if (declaredNowhere.length === 0) return
  const members = declaredNowhere.splice(0).join(', ')
  process.emitWarning(
    `Tracking plans miss ${members}: the compiler gives decorators no metadata. ` +
      "Use TypeScript 5.2 or later, or Babel's decorators of version 2023-05 or later",
    { type: 'DashbotWarning' },
  )
}

function replaces(declared: TrackedHandler, inherited: TrackedHandler): boolean {
  if (declared.method !== inherited.method || declared.isStatic !== inherited.isStatic) return false
  if (declared.kind === 'event' || inherited.kind === 'event') return declared.kind === inherited.kind
  return declared.direction === inherited.direction
}
