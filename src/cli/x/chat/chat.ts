import { actionNamed, parseArguments } from '../../arguments'
import { UsageError } from '../../command'
import { backup } from './backup'
import { register } from './register'
import { unlock } from './unlock'

/** Each with the path of the file of keys, and whether `--confirm` was given. */
const actions: Readonly<Record<string, (file: string, confirm: boolean) => Promise<string>>> = {
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
  if (name === undefined) throw new UsageError(`Missing argument: ${Object.keys(actions).join(', ')}`)
  const action = actionNamed(name, actions)
  if (rest.length > 0) throw new UsageError(`Too many arguments: ${rest.join(' ')}`)
  return action(values.file ?? 'x-chat-keys.json', values.confirm ?? false)
}
