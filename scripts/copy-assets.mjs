// tsc copies no styles or browser scripts: the viewer's assets are copied next to its compiled modules.
import { cpSync, existsSync } from 'node:fs'

const [target] = process.argv.slice(2)
const assets = 'src/tracker/assets'
if (existsSync(assets)) cpSync(assets, `${target}/tracker/assets`, { recursive: true })
