import { parseArguments } from '../../arguments'
import { UsageError } from '../../command'
import { backup } from './backup'
import { register } from './register'
import { unlock } from './unlock'

/** What the chat commands are given. */
export interface ChatRequest {
  readonly file: string
  readonly confirm: boolean
}

const actions: Readonly<Record<string, (request: ChatRequest) => Promise<string>>> = {
  register,
  backup,
  unlock,
}

/** Keys of an account for encrypted chat. */
export async function chat(args: readonly string[]): Promise<string> {
  const { values, positionals } = parseArguments(args, {
    options: { confirm: { type: 'boolean' }, file: { type: 'string' } },
    allowPositionals: true,
  })
  const [name, ...rest] = positionals
  const action = name !== undefined && Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action === undefined) throw new UsageError(`Missing argument: ${Object.keys(actions).join(', ')}`)
  if (rest.length > 0) throw new UsageError(`Too many arguments: ${rest.join(' ')}`)
  return action({ file: values.file ?? 'x-chat-keys.json', confirm: values.confirm ?? false })
}
