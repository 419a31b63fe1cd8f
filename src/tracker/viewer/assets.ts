import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Hono } from 'hono'

interface Asset {
  readonly body: string
  readonly type: string
  readonly hash: string
}

const FOLDER = join(__dirname, '..', 'assets')
const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'

/** What the pages load: one stylesheet, one script, and the charting library. */
export class Assets {
  readonly #assets = new Map<string, Asset>()

  constructor() {
    this.#add('viewer.js', SCRIPT, join(FOLDER, 'viewer.js'))
    this.#add('icon.svg', 'image/svg+xml', join(FOLDER, 'icon.svg'))
    this.#add('uplot.js', SCRIPT, require.resolve('uplot/dist/uPlot.iife.min.js'))
    const styles = readdirSync(join(FOLDER, 'styles')).sort()
    const parts = styles.map((name) => join(FOLDER, 'styles', name))
    this.#add('viewer.css', STYLE, require.resolve('uplot/dist/uPlot.min.css'), ...parts)
  }

  #add(name: string, type: string, ...files: readonly string[]): void {
    const body = files.map((file) => readFileSync(file, 'utf8')).join('\n')
    this.#assets.set(name, {
      body,
      type,
      hash: createHash('sha256').update(body).digest('base64url').slice(0, 12),
    })
  }

  /** The address, which changes with the content. */
  url(name: string): string {
    return `/assets/${name}?v=${this.#assets.get(name)?.hash ?? ''}`
  }

  mount(app: Hono): void {
    app.get('/assets/:name', (context, next) => {
      const asset = this.#assets.get(context.req.param('name'))
      if (asset === undefined) return next()
      const tag = `"${asset.hash}"`
      const isCurrent = context.req.query('v') === asset.hash
      context.header('Cache-Control', isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache')
      context.header('ETag', tag)
      // A compressed answer has a weak tag.
      if (context.req.header('If-None-Match')?.replace(/^W\//, '') === tag) return context.body(null, 304)
      context.header('Content-Type', asset.type)
      return context.body(asset.body)
    })
  }
}
