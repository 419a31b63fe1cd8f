import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { parseAst } from 'rolldown/parseAst'

const root = join(process.cwd(), 'src')

/** A module that a file mentions, for its values or only for its types. */
export interface Mention {
  /** A file of src by its name without ending, for example `mapping/text`; a package by its name. */
  readonly module: string
  readonly isType: boolean
}

/** What a parser sees of a file of src. */
export interface Source {
  /** Relative to src, without ending, for example `mapping/text`. */
  readonly name: string
  /** The first part of the name; of a loose file the whole. */
  readonly folder: string
  readonly mentions: readonly Mention[]
  /** Names that are declared here and exported. */
  readonly declares: readonly string[]
}

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

export function readSources(): readonly Source[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => parse(join(root, name)))
}

function parse(path: string): Source {
  const text = readFileSync(path, 'utf8')
  const nodes = [...walk(parseAst(text, { lang: 'ts' }, path))]
  const name = relative(root, path).replace(/\.ts$/, '')
  const mentions = nodes.flatMap((node) => mentionOf(node) ?? [])
  return {
    name,
    folder: name.split('/')[0] ?? '',
    mentions: mentions.map(({ module, isType }) => ({ module: resolve(path, module), isType })),
    declares: nodes.flatMap(declaredNames),
  }
}

function resolve(path: string, module: string): string {
  if (!module.startsWith('.')) return module
  return relative(root, normalize(join(dirname(path), module))).replace(/\.js$/, '')
}

function* walk(value: unknown): Iterable<Node> {
  if (Array.isArray(value)) for (const entry of value) yield* walk(entry)
  if (typeof value !== 'object' || value === null || !('type' in value)) return
  yield value as Node
  for (const child of Object.values(value)) yield* walk(child)
}

function mentionOf(node: Node): Mention | undefined {
  const isRequire = node.type === 'CallExpression' && nameOf(node.callee) === 'require'
  const source = isRequire ? (node.arguments as unknown[])[0] : node.source
  const { value: module } = Object(source)
  if (typeof module !== 'string') return undefined
  const isType = node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type'
  return { module, isType: isType || hasOnlyTypes(node.specifiers) }
}

function hasOnlyTypes(specifiers: unknown): boolean {
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false
  return specifiers.every(({ importKind, exportKind }) => (importKind ?? exportKind) === 'type')
}

function declaredNames(node: Node): readonly string[] {
  if (node.type !== 'ExportNamedDeclaration' || node.source) return []
  const { id, declarations = [] } = Object(node.declaration)
  const declared = [id, ...declarations.map((one: Node) => one.id)].map(nameOf)
  const listed = (node.specifiers as Node[]).map(({ exported }) => nameOf(exported))
  return [...declared, ...listed].filter((name) => name !== undefined)
}

function nameOf(node: unknown): string | undefined {
  const { name } = Object(node)
  return typeof name === 'string' ? name : undefined
}
