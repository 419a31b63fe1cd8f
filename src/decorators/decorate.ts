import { ConfigError } from '../errors'
import type { TrackedKind } from '../middleware/turn/turn-record'
import { type Declaration, declare, declareNowhere } from './declarations'
import type { TrackDecorator } from './track-decorator'
import type { Method } from './tracked-call'
import type { Tracking } from './tracked-run'
import { type AnyMethod, originalOf, wrapMethod } from './wrap-method'

/** What a decorator does with the method that it is put on. */
export interface Decoration extends Pick<Tracking, 'onStart' | 'onEnd'> {
  readonly kind: TrackedKind
  readonly declaration: Declaration
}

type Decorate = (member: string) => Decoration

/** The part of a standard decorator's context that is used. */
interface StandardContext {
  readonly kind: string
  readonly name: string | symbol
  /** Babel's decorators of 2021-12 call it `isStatic`. */
  readonly static?: boolean
  readonly isStatic?: boolean
  /** Missing in Babel's decorators before 2023-05. */
  readonly metadata?: object
}

const GETTER_REMEDY =
  'A decorator below made a getter of the method, as @boundMethod does, or it is one: put ours below that decorator.'

const REMEDY =
  'Legacy decorators (experimentalDecorators) reach methods only, not arrow functions in fields nor #private methods; ' +
  'standard decorators reach those too.'

/**
 * A decorator for legacy and standard mode; `label` is its name for messages.
 *
 * @throws TypeError when put on anything but a method or a function in a field
 */
export function methodDecorator<M extends Method>(label: string, decorate: Decorate): TrackDecorator<M> {
  const decorator = (target: unknown, member: unknown, descriptor?: unknown): unknown =>
    isStandardContext(member)
      ? decorateStandard(label, decorate, { target, context: member })
      : decorateLegacy(label, decorate, { target, member, descriptor })
  return decorator as TrackDecorator<M>
}

/**
 * Refuses a decorator that is put on a member without parentheses: it is then called with the member.
 * @throws ConfigError that names the remedy
 */
export function refuseBare(given: readonly unknown[], remedy: string): void {
  if (given.length < 2 && typeof given[0] !== 'function') return
  throw new ConfigError('options', `${remedy.replace(/\(.*/, '')} needs parentheses: write ${remedy}`)
}

function isStandardContext(context: unknown): context is StandardContext {
  return typeof context === 'object' && context !== null && 'kind' in context
}

function decorateStandard(
  label: string,
  decorate: Decorate,
  { target, context }: { readonly target: unknown; readonly context: StandardContext },
): unknown {
  const { kind, name, metadata } = context
  const isStatic = context.static ?? context.isStatic ?? false
  const isMethod = kind === 'method' && isFunction(target)
  if (!isMethod && kind !== 'field') {
    const what =
      kind === 'class'
        ? `the class ${(target as Method).name}`
        : `${String(name)}, which is ${kind === 'accessor' ? 'an' : 'a'} ${kind}`
    const remedy = kind === 'getter' ? GETTER_REMEDY : 'It goes on methods, and on arrow functions in fields.'
    throw new TypeError(`${label} cannot be put on ${what}. ${remedy}`)
  }
  const decoration = decorate(memberName(name))
  if (metadata !== undefined) addDeclaration(metadata, name, isStatic, decoration)
  if (isMethod) {
    const method = wrap(target, name, decoration)
    if (metadata !== undefined) return method
    // Such compilers leave no other trace of the class than the method itself, which a #private one is not either.
    if (String(name).startsWith('#')) declareNowhere(String(name))
    else addDeclaration(method, name, isStatic, decoration)
    return method
  }
  if (metadata === undefined) declareNowhere(String(name))
  return function (this: unknown, initial: unknown): unknown {
    if (isFunction(initial)) return wrap(initial, name, decoration)
    throw new TypeError(`${label} cannot be put on ${className(this)}.${String(name)}: it holds no function.`)
  }
}

interface LegacyTarget {
  readonly target: unknown
  readonly member: unknown
  readonly descriptor: unknown
}

function decorateLegacy(
  label: string,
  decorate: Decorate,
  { target, member, descriptor }: LegacyTarget,
): unknown {
  const method = (descriptor as PropertyDescriptor | undefined)?.value
  if (!isMemberName(member) || !isFunction(method)) {
    const of = isMemberName(member) ? `.${String(member)}` : ''
    const isGetter = typeof (descriptor as PropertyDescriptor | undefined)?.get === 'function'
    const remedy = isGetter ? `${GETTER_REMEDY} ${REMEDY}` : REMEDY
    throw new TypeError(`${label} cannot be put on ${className(target)}${of}: it is not a method. ${remedy}`)
  }
  const decoration = decorate(memberName(member))
  addDeclaration(Object(target), member, isFunction(target), decoration)
  return { ...(descriptor as PropertyDescriptor), value: wrap(method, member, decoration) }
}

function addDeclaration(
  holder: object,
  member: string | symbol,
  isStatic: boolean,
  { declaration }: Decoration,
): void {
  declare(holder, { ...declaration, method: String(member), isStatic })
}

function wrap(method: AnyMethod, member: string | symbol, { kind, onStart, onEnd }: Decoration): AnyMethod {
  return wrapMethod(method, { kind, member, original: originalOf(method), onStart, onEnd })
}

function isFunction(value: unknown): value is AnyMethod {
  return typeof value === 'function'
}

function isMemberName(member: unknown): member is string | symbol {
  return typeof member === 'string' || typeof member === 'symbol'
}

/** For a name by default: without the # of a private method. */
function memberName(member: string | symbol): string {
  return typeof member === 'symbol' ? (member.description ?? '') : member.replace(/^#/, '')
}

function className(target: unknown): string {
  const declaring: unknown = isFunction(target) ? target : Object(target).constructor
  return isFunction(declaring) ? declaring.name : 'an object'
}
