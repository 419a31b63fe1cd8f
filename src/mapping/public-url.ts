import { attempt } from './attempt'

/** Hosts that answer only to a bot's or user's own token: media of DMs, attachments of Bot Framework channels. */
const tokenHosts = [
  'ton.twitter.com',
  'ton.x.com',
  'botframework.com',
  'trafficmanager.net',
  'attachments.office.net',
  'asm.skype.com',
  'asyncgw.teams.microsoft.com',
  'files.slack.com',
]

const privateHost =
  /^(?:localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0|\[::1?\]|\[f[cde])|\.(?:localhost|local|internal)$/

const hostOf = (url: string): string => new URL(url).hostname

/** true for an http(s) address that anybody can open, judged by its host. */
export function isPublicUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value)) return false
  const host = attempt(hostOf, value)
  if (host === undefined || privateHost.test(host)) return false
  return !tokenHosts.some((name) => host === name || host.endsWith(`.${name}`))
}
