import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A fenced block of a Markdown file. */
export interface CodeBlock {
  readonly file: string
  /** Of the opening fence, from 1. */
  readonly line: number
  readonly language: string
  readonly code: string
  /** Names that the block imports from surroundings.mts, as a comment before it says: `<!-- given: client -->`. */
  readonly given: readonly string[]
}

const fence = /^(?:<!-- given: (?<given>[^>]*) -->\n+)?```(?<language>\w+)[^\n]*\n(?<code>[\s\S]*?)^```$/gm

export function codeBlocks(file: string, markdown: string): readonly CodeBlock[] {
  return [...markdown.matchAll(fence)].map(({ index, groups = {} }) => ({
    file,
    line: markdown.slice(0, index).split('\n').length + (groups.given === undefined ? 0 : 1),
    language: groups.language ?? '',
    code: groups.code ?? '',
    given: groups.given?.split(',').map((name) => name.trim()) ?? [],
  }))
}

/** Every block of the README and of the files in docs. */
export function documentedCode(repository: string): readonly CodeBlock[] {
  const docs = readdirSync(join(repository, 'docs')).filter((name) => name.endsWith('.md'))
  const files = ['README.md', ...docs.map((name) => `docs/${name}`)]
  return files.flatMap((file) => codeBlocks(file, readFileSync(join(repository, file), 'utf8')))
}
