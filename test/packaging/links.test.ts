import { readFileSync } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { Consumer } from './consumer'

/** Pictures are in the repository only. */
const link = /(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g

const linksOf = (markdown: string) =>
  [...markdown.matchAll(link)].map(([, target = '']) => target).filter((target) => !/^https?:/.test(target))

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(/\s/g, '-')

const headings = (markdown: string) =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => anchorOf(text))

describe('the documents in the package', () => {
  let consumer: Consumer
  let folder: string

  before(async function () {
    this.timeout(300_000)
    consumer = await Consumer.create()
    folder = join(consumer.folder, 'node_modules/botbuilder-dashbot')
  })
  after(async () => {
    await consumer.remove()
  })

  async function brokenLinks(file: string): Promise<readonly string[]> {
    const markdown = readFileSync(join(folder, file), 'utf8')
    const broken: string[] = []
    for (const target of linksOf(markdown)) {
      const [path = '', anchor] = target.split('#')
      const goal = path === '' ? join(folder, file) : join(folder, dirname(file), path)
      const exists = await access(goal).then(
        () => goal.startsWith(folder),
        () => false,
      )
      const isFound =
        exists && (anchor === undefined || headings(await readFile(goal, 'utf8')).includes(anchor))
      if (!isFound) broken.push(`${file} -> ${target}`)
    }
    return broken
  }

  it('are where the README leads to', async () => {
    expect(linksOf(readFileSync(join(folder, 'README.md'), 'utf8')).length).to.be.greaterThan(15)
    expect(await brokenLinks('README.md')).to.deep.equal([])
  })

  it('lead to each other', async () => {
    const files = linksOf(readFileSync(join(folder, 'README.md'), 'utf8')).filter((target) =>
      target.endsWith('.md'),
    )
    const broken = await Promise.all(files.filter((file) => !file.startsWith('docs/api/')).map(brokenLinks))
    expect(broken.flat()).to.deep.equal([])
  })

  it('have no picture in the README, which nobody would see on npm', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).to.not.match(/!\[/)
  })
})
