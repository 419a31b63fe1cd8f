import type { Method } from './tracked-call'

/** The part of a standard decorator's context that says what is decorated. */
export interface MemberContext<Kind, Value> {
  readonly kind: Kind
  readonly access: { get(object: never): Value }
}

/**
 * What a legacy decorator reads of a property descriptor. Without its setter, since TypeScript 4.9 does not infer `M`
 * from the decorated method, and a setter of every method takes no particular one.
 */
export interface MethodDescriptor<M> {
  readonly value?: M | undefined
}

/** The compiler's own `NoInfer` exists from TypeScript 5.4 on. */
type NotInferred<M> = [M][M extends unknown ? 0 : never]

/**
 * Decorates a method, in legacy mode (`experimentalDecorators`) and in standard mode; in standard mode an arrow
 * function in a field too. The method's type reaches the resolvers.
 */
export interface TrackDecorator<M extends Method> {
  (value: NotInferred<M>, context: MemberContext<'method', M>): void
  (value: undefined, context: MemberContext<'field', M>): void
  (target: object, member: string | symbol, descriptor: MethodDescriptor<M>): void
}
