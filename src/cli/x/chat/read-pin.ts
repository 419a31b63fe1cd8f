import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { weaknessOf } from '../../../twitter/chat/pin-backup'
import { UsageError } from '../../command'

/**
 * A PIN for a new backup: typed twice on a terminal.
 *
 * @throws UsageError where it is weak, or the two differ
 */
export async function readNewPin(): Promise<string> {
  const pin = await readPin('New PIN: ')
  const weakness = weaknessOf(pin)
  if (weakness !== undefined) throw new UsageError(`The PIN will not do: ${weakness}`)
  if (process.stdin.isTTY && (await readPin('The same PIN again: ')) !== pin) {
    throw new UsageError('The two PINs differ')
  }
  return pin
}

/** The first line of the standard input; a terminal does not show it. @throws UsageError where there is none */
export async function readPin(question: string): Promise<string> {
  const isTerminal = process.stdin.isTTY === true
  if (isTerminal) process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal })
  try {
    for await (const line of lines) if (line !== '') return line
  } finally {
    lines.close()
    if (isTerminal) process.stderr.write('\n')
  }
  throw new UsageError('Missing PIN: type it on a terminal, or pass it on the standard input')
}
