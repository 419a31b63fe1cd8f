const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['', 'false', '0', 'no', 'off'].map((word) => [word, false] as const),
])

let isReported = false

/**
 * `DASHBOT_DEBUG`: `true`, `1`, `yes` or `on` in any case. A value that is neither one of these nor their opposite
 * counts as off, and is reported with a process warning once.
 */
export function readDebug({ DASHBOT_DEBUG: value = '' }: NodeJS.ProcessEnv): boolean {
  const isOn = SWITCHES.get(value.trim().toLowerCase())
  if (isOn === undefined && !isReported) {
    isReported = true
    const message = 'DASHBOT_DEBUG is ignored: it must be true, 1, yes or on, or false, 0, no or off'
    process.emitWarning(message, { type: 'DashbotWarning' })
  }
  return isOn ?? false
}

/** true once a client is made with `debug`, or by the environment: code without a client at hand warns then too. */
export const debugging = { isOn: readDebug(process.env) }
