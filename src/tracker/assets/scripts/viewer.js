import { drawCharts, redrawCharts } from './charts.js'
import { offerCopies } from './copy.js'
import { markBrokenImages } from './images.js'
import { follow } from './live.js'
import { openPayloads } from './payloads.js'
import { offerThemes } from './theme.js'
import { tellZone } from './zone.js'

tellZone()
offerThemes(redrawCharts)
offerCopies(document)
openPayloads()
markBrokenImages()
drawCharts()
follow(() => {
  offerCopies(document)
  drawCharts()
})
