// tsc copies no styles or browser scripts: the viewer's assets are put next to its compiled modules, the scripts in one
// file, so that a browser asks once.
import { cpSync, rmSync } from 'node:fs'
import { rolldown } from 'rolldown'

const [target] = process.argv.slice(2)
const folder = `${target}/tracker/assets`
cpSync('src/tracker/assets', folder, { recursive: true })
rmSync(`${folder}/scripts`, { recursive: true })
const scripts = await rolldown({ input: 'src/tracker/assets/scripts/viewer.js', platform: 'browser' })
await scripts.write({ file: `${folder}/viewer.js`, format: 'es', comments: false })
