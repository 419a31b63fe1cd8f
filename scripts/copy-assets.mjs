// tsc copies no styles, browser scripts or lists of words: assets are copied next to the modules that read them.
import { cpSync } from 'node:fs'

const [target] = process.argv.slice(2)
for (const folder of ['tracker', 'compat']) {
  cpSync(`src/${folder}/assets`, `${target}/${folder}/assets`, { recursive: true })
}
