import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeDirectory, removeDirectory } from './directory'

const execute = promisify(execFile)

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** An authority of a test, made with openssl, with a certificate for 127.0.0.1 and one for clients. */
export class Authority {
  readonly #directory: string

  private constructor(directory: string) {
    this.#directory = directory
  }

  static async create(): Promise<Authority> {
    const authority = new Authority(makeDirectory())
    const { caPath } = authority
    const key = authority.#path('ca.key')
    await execute('openssl', [
      ...['req', '-x509', ...NEW_KEY, '-keyout', key, '-out', caPath],
      ...['-days', '1', '-subj', '/CN=test authority'],
    ])
    await authority.#issue('server', 'IP:127.0.0.1')
    await authority.#issue('client', 'DNS:client')
    await authority.#issue('other-host', 'DNS:elsewhere.example')
    return authority
  }

  get caPath(): string {
    return this.#path('ca.crt')
  }

  get ca(): string {
    return readFileSync(this.caPath, 'utf8')
  }

  /** For a client that has to show who it is. */
  get client(): Certificate {
    return {
      key: readFileSync(this.#path('client.key'), 'utf8'),
      cert: readFileSync(this.#path('client.crt'), 'utf8'),
    }
  }

  /** Arguments with which a redis-server speaks TLS on the port. */
  settings(port: number, host: 'server' | 'other-host' = 'server'): readonly string[] {
    return [
      ...['--tls-port', `${port}`, '--tls-ca-cert-file', this.caPath],
      ...['--tls-cert-file', this.#path(`${host}.crt`), '--tls-key-file', this.#path(`${host}.key`)],
    ]
  }

  remove(): void {
    removeDirectory(this.#directory)
  }

  #path(file: string): string {
    return join(this.#directory, file)
  }

  async #issue(name: string, alternativeName: string): Promise<void> {
    const [key, request, extensions] = [`${name}.key`, `${name}.csr`, `${name}.ext`].map((file) =>
      this.#path(file),
    ) as [string, string, string]
    writeFileSync(extensions, `subjectAltName=${alternativeName}\n`)
    await execute('openssl', ['req', ...NEW_KEY, '-keyout', key, '-out', request, '-subj', `/CN=${name}`])
    await execute('openssl', [
      ...['x509', '-req', '-in', request, '-out', this.#path(`${name}.crt`), '-days', '1'],
      ...['-CA', this.caPath, '-CAkey', this.#path('ca.key'), '-CAcreateserial', '-extfile', extensions],
    ])
  }
}
