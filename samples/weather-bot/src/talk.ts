import { createInterface } from 'node:readline/promises'
import type { FakeX } from 'botbuilder-dashbot/testing'
import { user } from './conversation.js'

/** Brings what is typed to the bot as direct messages, and prints its answers, until Ctrl+C or Ctrl+D. */
export async function talk(x: FakeX, whenAnswered: () => Promise<void>): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'you: ' })
  terminal.on('SIGINT', () => terminal.close())
  process.once('SIGTERM', () => terminal.close())
  terminal.prompt()
  for await (const text of terminal) {
    const before = x.sent.length
    if (text.trim() !== '') await x.receive({ from: user, text })
    await whenAnswered()
    for (const { data } of x.sent.slice(before)) console.log(`bot: ${data.text ?? ''}`)
    terminal.prompt()
  }
}
