import Module from 'node:module'

/** What the host of Azure Functions sends for an HTTP trigger, and takes for the answer. */
export interface RpcHttp {
  readonly method?: string
  readonly url?: string
  readonly nullableHeaders?: Readonly<Record<string, { readonly value: string }>>
  readonly body?: { readonly bytes?: Uint8Array; readonly string?: string }
  readonly statusCode?: string
  readonly headers?: Readonly<Record<string, string>>
}

type Handler = (...inputs: readonly unknown[]) => unknown

interface Metadata {
  readonly name: string
  /** By name; the trigger is the first. */
  readonly bindings: Readonly<Record<string, object>>
}

/** How a worker calls a function: what `@azure/functions` gives it. */
interface ProgrammingModel {
  getInvocationModel(context: object): {
    getArguments(): Promise<{ context: unknown; inputs: unknown[] }>
    invokeFunction(context: unknown, inputs: unknown[], handler: Handler): Promise<unknown>
    getResponse(context: unknown, result: unknown): Promise<{ returnValue: { http: RpcHttp } }>
  }
}

type Require = (this: unknown, id: string) => unknown
const moduleType: { prototype: { require: Require } } = Module

/**
 * Stands in for the worker process: gives `@azure/functions` its `@azure/functions-core`, as the worker does, and calls
 * what was registered with the messages of the host.
 */
export class AzureHost {
  readonly #functions = new Map<string, { readonly metadata: Metadata; readonly handler: Handler }>()
  readonly #require = moduleType.prototype.require
  #model: ProgrammingModel | undefined

  constructor() {
    const genuine = this.#require
    const core = {
      setProgrammingModel: (model: ProgrammingModel) => {
        this.#model = model
      },
      registerFunction: (metadata: Metadata, handler: Handler) => {
        this.#functions.set(metadata.name, { metadata, handler })
      },
      registerHook: () => {},
      log: () => {},
    }
    moduleType.prototype.require = function (id) {
      return id === '@azure/functions-core' ? core : genuine.call(this, id)
    }
  }

  async invoke(name: string, http: RpcHttp): Promise<RpcHttp> {
    const { metadata, handler } = this.#functions.get(name) ?? {}
    if (this.#model === undefined || metadata === undefined || handler === undefined)
      throw new Error(`${name} is not registered`)
    const [trigger] = Object.keys(metadata.bindings)
    const request = { inputData: [{ name: trigger, data: { http } }], triggerMetadata: {} }
    const invocation = { invocationId: '1', metadata, request, log: () => {} }
    const model = this.#model.getInvocationModel(invocation)
    const { context, inputs } = await model.getArguments()
    const result = await model.invokeFunction(context, inputs, handler)
    return (await model.getResponse(context, result)).returnValue.http
  }

  close(): void {
    moduleType.prototype.require = this.#require
  }
}
