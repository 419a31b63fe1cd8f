const drawn = new Map()
const LINE_WIDTH = 2
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7]
const STEPS = { hour: 3_600, day: 86_400, week: 604_800, month: 2_629_800, year: 31_557_600 }

/** Draws every table of numbers over time, or brings its chart up to date. Without uPlot the tables stay. */
export function drawCharts() {
  if (window.uPlot === undefined) return
  for (const table of document.querySelectorAll('table[data-chart]')) {
    const plot = document.querySelector(`[data-plot="${table.id}"]`)
    const former = drawn.get(table.id)
    if (former?.plot === plot) {
      former.chart.setData(readData(table))
      continue
    }
    former?.end()
    if (plot.hidden) table.closest('details').open = false
    plot.hidden = false
    drawn.set(table.id, draw(table, plot))
  }
}

/** Draws every chart again, in the colours of now. */
export function redrawCharts() {
  for (const { end } of drawn.values()) end()
  drawn.clear()
  drawCharts()
}

function draw(table, plot) {
  const legend = [...plot.closest('.chart').querySelectorAll('.legend li')]
  const data = readData(table)
  const look = getComputedStyle(plot)
  const line = color(plot, '--line')
  const unit = table.dataset.unit
  const zone = document.documentElement.dataset.zone
  const axis = {
    stroke: look.color,
    font: `12px ${look.fontFamily}`,
    ticks: { show: false },
    grid: { show: false },
  }
  const chart = new window.uPlot(
    {
      width: plot.clientWidth,
      height: plot.clientHeight,
      legend: { show: false },
      tzDate: (seconds) => window.uPlot.tzDate(new Date(seconds * 1_000), zone),
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      padding: [10, 24, 0, 0],
      scales: {
        x: { range: (_, min, max) => range(min, max, table) },
        y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : unit === 'percent' ? 0.1 : 1] },
      },
      axes: [
        { ...axis, size: 34, gap: 9, space: 64, values: timeLabels(table.dataset.step) },
        {
          ...axis,
          size: 54,
          space: 32,
          grid: { stroke: line, width: 1 },
          ...(unit === 'count' && { incrs: WHOLE_STEPS }),
          values: (_, splits) => splits.map((value) => format(value, unit)),
        },
      ],
      series: [{}, ...legend.map((entry, index) => series(entry, table, data[index + 1]))],
      hooks: {
        setCursor: [({ cursor }) => showValues(table, legend, cursor.idx)],
        draw: [(plot) => drawMarks(plot, table)],
        drawSeries: [(plot, index) => index > 0 && drawOpenEnd(plot, index, table, legend[index - 1])],
      },
    },
    data,
    plot,
  )
  const observer = new ResizeObserver(() =>
    chart.setSize({ width: plot.clientWidth, height: plot.clientHeight }),
  )
  observer.observe(plot)
  const end = () => {
    observer.disconnect()
    chart.destroy()
  }
  return { plot, chart, end }
}

function readData(table) {
  const rows = [...table.tBodies[0].rows]
  const columns = table.tHead.rows[0].cells.length
  return Array.from({ length: columns }, (_, column) =>
    rows.map((row) => Number(row.cells[column].dataset.value) / (column === 0 ? 1_000 : 1)),
  )
}

/** Bars need half a step of room on either side. */
function range(min, max, table) {
  const half = STEPS[table.dataset.step] / 2
  if (table.dataset.chart === 'bars' || min === max) return [min - half, max + half]
  return [min, max]
}

/** The last value of an open table counts a time that is not over yet: it is drawn apart, see `drawOpenEnd`. */
function series(entry, table, values) {
  const stroke = getComputedStyle(entry).color
  const isShort = values.length < 32
  if ('before' in entry.dataset)
    return { stroke, width: 1.5, dash: [5, 4], alpha: 0.6, points: { show: false } }
  const isBars = table.dataset.chart === 'bars'
  const paths = isBars
    ? window.uPlot.paths.bars({ size: [0.62, 34], radius: 0.18 })
    : window.uPlot.paths.linear()
  return {
    stroke,
    fill: isBars ? stroke : undefined,
    width: isBars ? 0 : LINE_WIDTH,
    paths: (plot, index, first, last) =>
      paths(plot, index, first, 'open' in table.dataset && !isBars ? last - 1 : last),
    points: { show: isShort && !isBars, size: 5, fill: stroke },
  }
}

/** Draws the way to the last point of an open table as a dashed line, or pales its bar. */
function drawOpenEnd(plot, index, table, entry) {
  const last = plot.data[0].length - 1
  if (!('open' in table.dataset) || 'before' in entry.dataset) return
  const { ctx, data, series } = plot
  const [x, y] = [0, index].map(
    (column) => (row) => plot.valToPos(data[column][row], column === 0 ? 'x' : 'y', true),
  )
  ctx.save()
  if (table.dataset.chart === 'bars') {
    const half = last > 0 ? (x(last) - x(last - 1)) / 2 : plot.bbox.width / 2
    ctx.globalAlpha = 0.55
    ctx.fillStyle = color(plot.root, '--surface')
    ctx.fillRect(x(last) - half, y(last), 2 * half, plot.bbox.top + plot.bbox.height - y(last))
  } else if (last > 0) {
    ctx.beginPath()
    ctx.setLineDash([3, 4].map((length) => length * devicePixelRatio))
    ctx.strokeStyle = series[index].stroke(plot, index)
    ctx.lineWidth = LINE_WIDTH * devicePixelRatio
    ctx.moveTo(x(last - 1), y(last - 1))
    ctx.lineTo(x(last), y(last))
    ctx.stroke()
  }
  ctx.restore()
}

/** Draws a line for each moment that is marked, such as a deployment. */
function drawMarks(plot, table) {
  const { ctx, bbox, scales } = plot
  ctx.save()
  ctx.strokeStyle = color(plot.root, '--ink-soft')
  ctx.setLineDash([2, 3].map((length) => length * devicePixelRatio))
  for (const time of JSON.parse(table.dataset.marks ?? '[]')) {
    const seconds = time / 1_000
    if (seconds < scales.x.min || seconds > scales.x.max) continue
    const x = plot.valToPos(seconds, 'x', true)
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  ctx.restore()
}

/** With the pointer on the chart the legend says what is there, as the table does. */
function showValues(table, legend, index) {
  const row = index == null ? undefined : table.tBodies[0].rows[index]
  legend.forEach((entry, column) => {
    const text = row?.cells[column + 1]?.textContent ?? ''
    const time = column === 0 && row !== undefined ? ` (${row.cells[0].textContent})` : ''
    entry.querySelector('output').textContent = text === '' ? '' : `${text}${time}`
  })
}

function timeLabels(step) {
  const zone = document.documentElement.dataset.zone
  const styles = {
    hour: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    day: { day: 'numeric', month: 'short' },
    week: { day: 'numeric', month: 'short' },
    month: { month: 'short', year: 'numeric' },
    year: { year: 'numeric' },
  }
  const format = new Intl.DateTimeFormat('en-GB', { ...styles[step], timeZone: zone })
  let last = ''
  return (_, splits) =>
    splits.map((seconds) => {
      const label = format.format(seconds * 1_000)
      const isNew = label !== last
      last = label
      return isNew ? label : ''
    })
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

function format(value, unit) {
  return unit === 'percent' ? `${compact.format(value * 100)}%` : compact.format(value)
}

/** A custom property as the browser resolves it: light or dark. */
function color(element, property) {
  const probe = document.createElement('span')
  probe.style.color = `var(${property})`
  element.append(probe)
  const found = getComputedStyle(probe).color
  probe.remove()
  return found
}
