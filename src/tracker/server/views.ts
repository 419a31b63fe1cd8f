import type { Handler, HonoRequest } from 'hono'
import type { SavedViews } from '../store/views'
import { RefusedError } from './refused-error'

export interface ViewParts {
  readonly views: SavedViews
}

const MAX_NAME_LENGTH = 80
const MAX_ADDRESS_LENGTH = 8_000

/** `POST /views`, a form with `name` and `address`: names a page, and goes back to it. */
export function saveView({ views }: ViewParts): Handler {
  return async (context) => {
    const form = await readForm(context.req)
    const address = readAddress(form.address)
    if (VIEW.test(address)) {
      throw new RefusedError(400, {
        path: 'address',
        message: 'must be the address of a page, not of a view',
      })
    }
    await views.save({ name: readName(form.name), address })
    return context.redirect(address, 303)
  }
}

/** `POST /views/:name/removal`, a form with the `address` to go back to: forgets the name. */
export function removeView({ views }: ViewParts): Handler {
  return async (context) => {
    const form = await readForm(context.req)
    const address = readAddress(form.address)
    await views.remove(context.req.param('name') ?? '')
    return context.redirect(address, 303)
  }
}

/** A view that led to a view could lead to itself. */
const VIEW = /^\/views\//

/** @throws RefusedError 400 where it is not a form */
async function readForm(request: HonoRequest): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await request.parseBody()
  } catch (cause) {
    throw new RefusedError(400, { path: '', message: 'the body must be a form' }, { cause })
  }
}

function readName(value: unknown): string {
  const name = typeof value === 'string' ? value.trim() : ''
  if (name === '.' || name === '..') {
    throw new RefusedError(400, {
      path: 'name',
      message: 'must not be dots alone, which no address can hold',
    })
  }
  if (name !== '' && name.length <= MAX_NAME_LENGTH) return name
  throw new RefusedError(400, { path: 'name', message: `must have 1 to ${MAX_NAME_LENGTH} characters` })
}

/** Only a page of the tracker: an address elsewhere would make the tracker lead there. */
function readAddress(value: unknown): string {
  const url = typeof value === 'string' && value.startsWith('/') ? parse(value) : undefined
  // Two slashes at the start name another host, as `/.//` leaves them.
  const isPage = url?.origin === ORIGIN && !url.pathname.startsWith('//')
  if (isPage && url.href.length <= MAX_ADDRESS_LENGTH) return url.pathname + url.search
  throw new RefusedError(400, { path: 'address', message: 'must be the path and query of a page' })
}

function parse(path: string): URL | undefined {
  return URL.canParse(path, ORIGIN) ? new URL(path, ORIGIN) : undefined
}

const ORIGIN = 'http://tracker.invalid'
