import type { Method } from './tracked-call'

/** The part of a standard decorator's context that tells what is decorated. */
export interface MemberContext<Kind, Value> {
  readonly kind: Kind
  readonly access: { get(object: never): Value }
}

/**
 * Decorates a method, in legacy mode (`experimentalDecorators`) and in standard mode; in standard mode an arrow
 * function in a field too. The method's type reaches the resolvers.
 */
export interface TrackDecorator<M extends Method> {
  (value: NoInfer<M>, context: MemberContext<'method', M>): void
  (value: undefined, context: MemberContext<'field', M>): void
  (target: object, member: string | symbol, descriptor: TypedPropertyDescriptor<M>): void
}
