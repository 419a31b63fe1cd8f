/** Says on a terminal what is going on; results go to stdout, where other programs read them. */
export function announce(text: string): void {
  if (process.stderr.isTTY) console.error(`${text} ...`)
}
