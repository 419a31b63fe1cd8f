/** What instrumentations ask for before they make a span; the key of OpenTelemetry's `suppressTracing`. */
const suppressed = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** Where version 1 of @opentelemetry/api keeps what an SDK has registered. */
const registry = Symbol.for('opentelemetry.js.api.1')

interface Context {
  setValue(key: symbol, value: unknown): Context
}

interface ContextManager {
  active(): Context
  with<Result>(context: Context, work: () => Result): Result
}

/**
 * Does the work without spans of OpenTelemetry's instrumentations: they would write down the request's address, and the
 * key is in it. Nothing is loaded for that: an SDK that has registered itself is found where the API finds it.
 */
export function untraced<Result>(work: () => Result): Result {
  const registered: { readonly context?: ContextManager } | undefined = Reflect.get(globalThis, registry)
  const manager = registered?.context
  return manager === undefined ? work() : manager.with(manager.active().setValue(suppressed, true), work)
}
