import { drawCharts, redrawCharts } from './charts.js'
import { copySnippets, offerCopies } from './copy.js'
import { markBrokenImages } from './images.js'
import { follow } from './live/follow.js'
import { openPayloads } from './payloads.js'
import { offerThemes } from './theme.js'
import { setZoneCookie } from './zone.js'

setZoneCookie()
offerThemes(redrawCharts)
copySnippets()
offerCopies()
openPayloads()
markBrokenImages()
drawCharts()
follow(() => {
  offerCopies()
  drawCharts()
})
