import type { IntentStep } from '../../queries/steps'
import { NOT_HANDLED } from '../../schema'
import type { Html } from '../html'
import { html } from '../html'
import { count, percent } from '../numbers'
import type { FlowNode, FlowRibbon } from './flow-layout'
import { layoutFlow, OTHERS } from './flow-layout'

const WIDTH = 760
const LABEL_WIDTH = 190
const NODE_WIDTH = 10
const LEFT = LABEL_WIDTH + NODE_WIDTH
const RIGHT = WIDTH - LABEL_WIDTH - NODE_WIDTH
const MAX_LABEL_LENGTH = 20

/** The path that users take from intent to intent, as a diagram and as a table. */
export function flowDiagram(steps: readonly IntentStep[]): Html {
  const flow = layoutFlow(steps)
  const total = steps.reduce((sum, step) => sum + step.count, 0)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Diagram of the path">
<svg class="flow" viewBox="0 -2 ${WIDTH} ${Math.ceil(flow.height) + 4}" width="${WIDTH}" role="img" aria-label="${describe(steps)}">
  ${flow.ribbons.map((ribbon) => drawRibbon(ribbon, total))}
  ${flow.nodes.map((node) => drawNode(node))}
</svg></div>
<details class="numbers"><summary>Numbers</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Table of the path"><table>
  <thead><tr><th scope="col">After</th><th scope="col">came</th><th scope="col" class="number">Times</th><th scope="col" class="number">Share</th></tr></thead>
  <tbody>${steps
    .slice(0, 50)
    .map(
      (step) =>
        html`<tr><th scope="row">${step.from}</th><td>${step.to}</td><td class="number">${count(step.count)}</td><td class="number">${percent(step.count / total)}</td></tr>`,
    )}</tbody>
</table></div></details>`
}

function describe(steps: readonly IntentStep[]): string {
  const top = steps
    .slice(0, 3)
    .map(({ from, to, count: times }) => `${to} after ${from}, ${count(times)} times`)
  return `Which intent follows which. Most often: ${top.join('; ')}. The table below has the numbers.`
}

function drawRibbon({ from, to, count: times, fromY, toY, thickness }: FlowRibbon, total: number): Html {
  const middle = (LEFT + RIGHT) / 2
  const [a, b, c, d] = [fromY, toY, toY + thickness, fromY + thickness].map(round)
  const path = `M${LEFT},${a}C${middle},${a} ${middle},${b} ${RIGHT},${b}V${c}C${middle},${c} ${middle},${d} ${LEFT},${d}Z`
  return html`<path class="ribbon ${isBad(from, to) && 'ribbon-bad'}" d="${path}"><title>${from} → ${to}: ${count(times)} (${percent(times / total)})</title></path>`
}

function isBad(...names: readonly string[]): boolean {
  return names.includes(NOT_HANDLED)
}

function drawNode({ name, count: times, side, y, height }: FlowNode): Html {
  const isLeft = side === 'from'
  const label = name.length > MAX_LABEL_LENGTH ? `${name.slice(0, MAX_LABEL_LENGTH - 1)}…` : name
  const mood = isBad(name) ? 'node-bad' : name === OTHERS && 'node-others'
  return html`<g class="node ${mood}"><title>${name}: ${count(times)}</title>
  <rect x="${isLeft ? LABEL_WIDTH : RIGHT}" y="${round(y)}" width="${NODE_WIDTH}" height="${round(height)}" rx="2"/>
  <text x="${isLeft ? LABEL_WIDTH - 10 : RIGHT + NODE_WIDTH + 10}" y="${round(y + height / 2)}" dy="0.35em" text-anchor="${isLeft ? 'end' : 'start'}">${label} <tspan class="node-count">${count(times)}</tspan></text>
</g>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
