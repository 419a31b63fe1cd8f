import { BlockList, isIP } from 'node:net'
import { ConfigError } from '../../errors'

type Environment = Readonly<Record<string, string | undefined>>

const variables = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY'],
} as const

/**
 * The proxy that the environment names for an address, as curl reads it: `host:port` is an http proxy, and `NO_PROXY`
 * lists hosts with their subdomains, IP addresses, CIDR ranges, or `*`. Undefined where there is none.
 *
 * @throws ConfigError that names the variable, where its value is not the address of an http proxy
 */
export function proxyFor(origin: string, environment: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(origin)
  const names = protocol === 'https:' ? variables['https:'] : variables['http:']
  const name = names.find((variable) => environment[variable]?.trim())
  if (name === undefined) return undefined
  const proxy = proxyUrl(name, environment[name]?.trim() ?? '')
  const exceptions = environment.no_proxy ?? environment.NO_PROXY ?? ''
  const target = { host: hostname.replace(/^\[|\]$/g, '').toLowerCase(), port }
  return exceptions.split(/[\s,]+/).some((entry) => matches(entry.toLowerCase(), target)) ? undefined : proxy
}

/** The value is not in the message: it may hold a password. */
function proxyUrl(name: string, value: string): string {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url !== undefined && url.hostname !== '' && /^https?:$/.test(url.protocol)) return url.href
  throw new ConfigError(
    name,
    `The environment variable ${name} must be the address of an http proxy, for example http://proxy:8080 or proxy:8080`,
  )
}

interface Target {
  readonly host: string
  /** Empty: the protocol's own. */
  readonly port: string
}

function matches(entry: string, { host, port }: Target): boolean {
  if (entry === '') return false
  if (entry === '*') return true
  const [, network = '', bits] = /^(.+)\/(\d+)$/.exec(entry) ?? []
  if (bits !== undefined) return isWithin(host, network, Number(bits))
  const bare = entry.replace(/^\[|\]$/g, '')
  if (isIP(bare) !== 0) return bare === host
  const [, name = entry, ofPort] = /^(.*):(\d+)$/.exec(entry) ?? []
  if (ofPort !== undefined && ofPort !== port) return false
  const domain = name.replace(/^\*?\.|^\[|\]$/g, '')
  return host === domain || host.endsWith(`.${domain}`)
}

function isWithin(host: string, network: string, bits: number): boolean {
  const family = isIP(network)
  if (family === 0 || isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6')
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6')
}
