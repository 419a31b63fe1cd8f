import { expect } from 'chai'
import { Consumer, repository } from './consumer'

/** The binary comes as a package of the npm registry, one for each platform. */
const binary = `node-${process.platform}-${process.arch}`

/** The Node that runs this has run the other tests. */
const running = Number(process.versions.node.split('.')[0])
const others = [20, 22, 24, 26].filter((version) => version !== running)
/** The one furthest away passes the quick tests too; the workflow runs all tests on each. */
const furthest = others.reduce((one, other) =>
  Math.abs(other - running) > Math.abs(one - running) ? other : one,
)

describe('the package on Node', () => {
  let consumer: Consumer
  const folderOf = (version: number) => `${consumer.folder}/node_modules/node-${version}/bin`

  before(async function () {
    this.timeout(300_000)
    const packages = others.map((version) => `node-${version}@npm:${binary}@${version}`)
    consumer = await Consumer.create({ files: 'javascript', packages })
  })
  after(async () => {
    await consumer.remove()
  })

  for (const version of others) {
    describe(`${version}`, () => {
      it('is that Node indeed', async () => {
        const { stdout } = await consumer.run(`${folderOf(version)}/node`, ['--version'])
        expect(stdout).to.match(new RegExp(`^v${version}\\.`))
      })

      for (const file of ['app.cjs', 'app.mjs']) {
        it(`runs ${file}`, async () => {
          const { code, stderr } = await consumer.run(`${folderOf(version)}/node`, [file])
          expect(stderr).to.equal('')
          expect(code).to.equal(0)
        })
      }
    })
  }

  it(`${furthest} passes the quick tests`, async function () {
    this.timeout(600_000)
    const bin = folderOf(furthest)
    // Programs that the tests start run on this Node too.
    const path = `PATH=${bin}:${process.env.PATH}`
    const mocha = [
      `${repository}/node_modules/mocha/bin/mocha.js`,
      '--reporter',
      'dot',
      '--parallel',
      '--jobs',
      '2',
    ]
    const { code, stdout } = await consumer.run('env', ['-C', repository, path, `${bin}/node`, ...mocha], {
      timeoutMs: 600_000,
    })
    expect(stdout).to.match(/[1-9]\d* passing/)
    expect(stdout.split(/^ +\d+ failing$/m)[1] ?? '').to.equal('')
    expect(code).to.equal(0)
  })
})
