import { NOT_HANDLED } from '../../../wire/not-handled'
import type { IntentStep } from '../../queries/steps'
import type { Html } from '../html'
import { html } from '../html'
import { count, percent } from '../numbers'
import type { Flow, FlowNode, FlowRibbon } from './flow-layout'
import { layoutFlow, OTHERS, SESSION_END } from './flow-layout'

const NODE_WIDTH = 10
const LABEL_GAP = 10

/** How wide it is drawn: with the names beside it, or, on a phone, upon it. */
interface Shape {
  readonly name: 'wide' | 'narrow'
  readonly width: number
  /** Beside either column; 0: the names stand on the ribbons. */
  readonly labelWidth: number
  readonly maxLabelLength: number
}

const SHAPES: readonly Shape[] = [
  { name: 'wide', width: 760, labelWidth: 190, maxLabelLength: 20 },
  { name: 'narrow', width: 340, labelWidth: 0, maxLabelLength: 16 },
]

/** The path that users take from intent to intent, as a diagram and as a table. */
export function flowDiagram(steps: readonly IntentStep[]): Html {
  const flow = layoutFlow(steps)
  const total = steps.reduce((sum, step) => sum + step.count, 0)
  return html`${SHAPES.map((shape) => draw(flow, shape, steps, total))}
<details class="numbers"><summary>Numbers</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Table of the path"><table><caption class="hidden">Table of the path</caption>
  <thead><tr><th scope="col">After</th><th scope="col">came</th><th scope="col" class="number">Times</th><th scope="col" class="number">Share</th></tr></thead>
  <tbody>${steps
    .slice(0, 50)
    .map(
      (step) =>
        html`<tr><th scope="row" class="name">${step.from}</th><td class="name">${step.to}</td><td class="number">${count(step.count)}</td><td class="number">${percent(step.count / total)}</td></tr>`,
    )}</tbody>
</table></div></details>`
}

function describe(steps: readonly IntentStep[]): string {
  const top = steps
    .slice(0, 3)
    .map(({ from, to, count: times }) =>
      to === SESSION_END
        ? `${from} as the last of the session, ${count(times)} times`
        : `${to} after ${from}, ${count(times)} times`,
    )
  return `Which intent follows which. Most often: ${top.join('; ')}. The table below has the numbers.`
}

function draw(flow: Flow, shape: Shape, steps: readonly IntentStep[], total: number): Html {
  return html`<svg class="flow flow-${shape.name}" viewBox="0 -2 ${shape.width} ${Math.ceil(flow.height) + 4}" width="${shape.width}" role="img" aria-label="${describe(steps)}">
  ${flow.ribbons.map((ribbon) => drawRibbon(ribbon, shape, total))}
  ${flow.nodes.map((node) => drawNode(node, shape))}
</svg>`
}

function drawRibbon(
  { from, to, count: times, fromY, toY, thickness }: FlowRibbon,
  { width, labelWidth }: Shape,
  total: number,
): Html {
  const left = labelWidth + NODE_WIDTH
  const right = width - left
  const middle = width / 2
  const [a, b, c, d] = [fromY, toY, toY + thickness, fromY + thickness].map(round)
  const path = `M${left},${a}C${middle},${a} ${middle},${b} ${right},${b}V${c}C${middle},${c} ${middle},${d} ${left},${d}Z`
  return html`<path class="ribbon ${isBad(from, to) ? 'ribbon-bad' : to === SESSION_END && 'ribbon-end'}" d="${path}"><title>${from} → ${to}: ${count(times)} (${percent(times / total)})</title></path>`
}

function isBad(...names: readonly string[]): boolean {
  return names.includes(NOT_HANDLED)
}

function drawNode(
  { name, count: times, side, y, height }: FlowNode,
  { width, labelWidth, maxLabelLength }: Shape,
): Html {
  const isLeft = side === 'from'
  const isBeside = labelWidth > 0
  const characters = [...name]
  const label =
    characters.length > maxLabelLength ? `${characters.slice(0, maxLabelLength - 1).join('')}…` : name
  const tone = isBad(name) ? 'node-bad' : (name === OTHERS || name === SESSION_END) && 'node-others'
  const away = isBeside ? labelWidth - LABEL_GAP : NODE_WIDTH + LABEL_GAP
  return html`<g class="node ${tone}"><title>${name}: ${count(times)}</title>
  <rect x="${isLeft ? labelWidth : width - labelWidth - NODE_WIDTH}" y="${round(y)}" width="${NODE_WIDTH}" height="${round(height)}" rx="2"/>
  <text x="${isLeft ? away : width - away}" y="${round(y + height / 2)}" dy="0.35em" text-anchor="${isLeft === isBeside ? 'end' : 'start'}">${label} <tspan class="node-count">${count(times)}</tspan></text>
</g>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
