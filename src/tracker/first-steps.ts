import { PLATFORM } from '../wire/track-url'

/** The command lines that the texts are for. */
export const SHELLS = ['bash', 'PowerShell', 'cmd'] as const

export type Shell = (typeof SHELLS)[number]

export interface FirstStepsOptions {
  /** The tracker's address. */
  readonly url: string
  /** A key that the tracker takes. */
  readonly apiKey: string
}

/** What a tracker that takes any key is given in examples, and what stands for a key that only the reader knows. */
export const EXAMPLE_KEYS = { any: 'local', limited: 'YOUR_KEY' } as const

/** Starts a bot that takes its settings from the environment, so that it reports to the tracker. */
export function startBot(shell: Shell, { url, apiKey }: FirstStepsOptions): string {
  switch (shell) {
    case 'bash':
      return `DASHBOT_API_KEY=${apiKey} DASHBOT_SERVER_ROOT=${url} npm start`
    case 'PowerShell':
      return `$env:DASHBOT_API_KEY='${apiKey}'; $env:DASHBOT_SERVER_ROOT='${url}'; npm start`
    case 'cmd':
      return `set "DASHBOT_API_KEY=${apiKey}" && set "DASHBOT_SERVER_ROOT=${url}" && npm start`
  }
}

const MESSAGE = JSON.stringify({
  text: 'Will it rain in Lisbon?',
  userId: '1234858592',
  intent: { name: 'WEATHER_QUERY' },
})

/** Sends a first message by hand. */
export function sendMessage(shell: Shell, { url, apiKey }: FirstStepsOptions): string {
  const address = `${url}/track?platform=${PLATFORM}&v=11.1.0-rest&type=incoming&apiKey=${apiKey}`
  switch (shell) {
    case 'bash':
      return `curl '${address}' -H 'Content-Type: application/json' -d '${MESSAGE}'`
    case 'PowerShell':
      return `Invoke-RestMethod -Method Post -ContentType 'application/json' -Uri '${address}' -Body '${MESSAGE}'`
    case 'cmd':
      return `curl "${address}" -H "Content-Type: application/json" -d "${MESSAGE.replaceAll('"', '\\"')}"`
  }
}
