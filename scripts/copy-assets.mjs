// tsc copies no styles or browser scripts: the viewer's assets are copied next to its compiled modules.
import { cpSync } from 'node:fs'

const [target] = process.argv.slice(2)
cpSync('src/tracker/assets', `${target}/tracker/assets`, { recursive: true })
