import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { toText } from './figures'
import type { Report } from './report'
import type { SuiteResult } from './run-bounded'
import type { Table } from './suite'

const introduction = `# Performance

\`npm run bench\` measures all of this, \`npm run bench -- turn delivery\` some of it. \`soak\` takes 10 minutes, and runs only where it is named. Each figure stands beside a baseline of the same run: machines differ and are noisy, so compare ratios, not microseconds. A goal says what the figure has to reach, and whether it did.

- \`--quick\` gives each suite a few seconds, to show that it runs.
- \`--json FILE\` writes the figures, with the machine and the versions.
- \`--compare FILE\` prints each beside an earlier run, with the noise of both.

A suite that takes longer than its limit is stopped and reported. What a load takes is worked out in [scaling.md](scaling.md).`

/** The page with the figures of a run. */
export function performancePage(report: Report, file: string): string {
  const { measuredAt, machine, versions, suites } = report
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const conditions = `The figures are those of \`bench/results/${file}\`, of ${measuredAt.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}; ${packages.join(', ')}.`
  return `${[introduction, conditions, ...suites.map(section)].join('\n\n')}\n`
}

function section({ title, tables, failure }: SuiteResult): string {
  const parts = failure === undefined ? tables.map(tableText) : [`Not finished: ${failure}.`]
  return [`## ${title}`, ...parts].join('\n\n')
}

function tableText({ head, rows, notes = [] }: Table): string {
  const lines = [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map(cellText).join(' | ')} |`,
  )
  const remarks = notes.map((note) => `- ${typeof note === 'string' ? note : toText(note)}`)
  return [lines.join('\n'), ...(remarks.length > 0 ? [remarks.join('\n')] : [])].join('\n\n')
}

const cellText = (cell: string | number): string => String(cell).replaceAll('|', '\\|')

/** `npm run bench:page bench/results/FILE.json` writes docs/performance.md. */
if (require.main === module) {
  const path = process.argv[2]
  if (path === undefined) throw new Error('Name the file that `npm run bench -- --json FILE` wrote.')
  writeFileSync(
    'docs/performance.md',
    performancePage(JSON.parse(readFileSync(path, 'utf8')), basename(path)),
  )
}
