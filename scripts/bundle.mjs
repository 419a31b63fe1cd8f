// Bundles as rolldown.config.mjs says, without the list of files that rolldown's own command prints.
import { build } from 'rolldown'
import config from '../rolldown.config.mjs'

await build(config)
