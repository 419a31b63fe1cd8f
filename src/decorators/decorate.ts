import type { TrackedKind } from '../middleware/turn/turn-record'
import { type Declaration, declare } from './declarations'
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
  readonly static: boolean
  readonly metadata?: object
}

const REMEDY =
  'Legacy decorators (experimentalDecorators) reach methods only, not arrow functions in fields nor #private methods; ' +
  'standard decorators reach those too.'

/**
 * A decorator for legacy and standard mode; `label` is its name for messages.
 *
 * @throws {TypeError} when put on what is no method
 */
export function methodDecorator<M extends Method>(label: string, decorate: Decorate): TrackDecorator<M> {
  const decorator = (target: unknown, member: unknown, descriptor?: unknown): unknown =>
    isStandardContext(member)
      ? decorateStandard(label, decorate, { target, context: member })
      : decorateLegacy(label, decorate, { target, member, descriptor })
  return decorator as TrackDecorator<M>
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
  const isMethod = kind === 'method' && isFunction(target)
  if (!isMethod && kind !== 'field') {
    const what =
      kind === 'class' ? `the class ${(target as Method).name}` : `${String(name)}, which is a ${kind}`
    throw new TypeError(`${label} cannot be put on ${what}: only methods and arrow functions in fields run.`)
  }
  const decoration = decorate(memberName(name))
  if (metadata !== undefined) addDeclaration(metadata, name, context.static, decoration)
  if (isMethod) return wrap(target, name, decoration)
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
    throw new TypeError(`${label} cannot be put on ${className(target)}${of}: it is no method. ${REMEDY}`)
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
