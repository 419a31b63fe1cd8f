// tsc copies no styles, browser scripts or lists: they are put next to the compiled modules that read them, the scripts
// of the viewer in one file, so that a browser asks once.
import { cpSync, rmSync } from 'node:fs'
import { rolldown } from 'rolldown'

const [target] = process.argv.slice(2)
const folder = `${target}/tracker/assets`
cpSync('src/tracker/assets', folder, { recursive: true })
rmSync(`${folder}/scripts`, { recursive: true })
const scripts = await rolldown({ input: 'src/tracker/assets/scripts/viewer.js', platform: 'browser' })
await scripts.write({ file: `${folder}/viewer.js`, format: 'es', comments: false })

cpSync('src/compat/assets', `${target}/compat/assets`, { recursive: true })
