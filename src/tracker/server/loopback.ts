import { isIP } from 'node:net'

/** true where the name or address can only mean this machine. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '')
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true
  return isIP(name) === 4 && name.startsWith('127.')
}

/** true where a `Host` header names this machine, with or without a port. */
export function isLoopbackHeader(header: string): boolean {
  const url = `http://${header}`
  return URL.canParse(url) && isLoopback(new URL(url).hostname)
}
