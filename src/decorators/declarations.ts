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

/** What a decorator knows itself; the class is known when the plan is read. */
export type Declaration =
  | Omit<TrackedIntentHandler, 'className' | 'method' | 'isStatic'>
  | Omit<TrackedEventHandler, 'className' | 'method' | 'isStatic'>
type MemberDeclaration = Declaration & Pick<Tracked, 'method' | 'isStatic'>

const key = 'botbuilder-dashbot:tracked'

const symbols = Symbol as { metadata?: symbol }
// Where the runtime has no Symbol.metadata yet, compilers leave a class without metadata unless somebody defines it.
symbols.metadata ??= Symbol.for('Symbol.metadata')
const classMetadata = symbols.metadata

/** Adds a declaration to what holds those of a class: its prototype, itself, or its decorator metadata. */
export function declare(holder: object, declaration: MemberDeclaration): void {
  const declared: readonly MemberDeclaration[] = Reflect.getOwnMetadata(key, holder) ?? []
  Reflect.defineMetadata(key, [...declared, declaration], holder)
}

type BotClass = abstract new (...args: never[]) => object

/**
 * The tracking plan of a class: what is declared on it and on the classes that it extends, those first. What a class
 * declares anew for a method takes the place of what it inherits.
 *
 * @example
 * console.table(trackedHandlers(WeatherBot))
 */
export function trackedHandlers(botClass: BotClass): readonly TrackedHandler[] {
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
  const holders = [botClass, botClass.prototype, metadata].filter((holder) => Object(holder) === holder)
  return holders.flatMap((holder) => Reflect.getOwnMetadata(key, holder) ?? [])
}

function replaces(declared: TrackedHandler, inherited: TrackedHandler): boolean {
  if (declared.method !== inherited.method || declared.isStatic !== inherited.isStatic) return false
  if (declared.kind === 'event' || inherited.kind === 'event') return declared.kind === inherited.kind
  return declared.direction === inherited.direction
}
