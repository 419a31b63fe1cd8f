import { NOT_HANDLED } from '../../../wire/not-handled'
import type { Exit } from '../../queries/engagement'
import type { IntentStep } from '../../queries/steps'

export interface FlowNode {
  readonly name: string
  readonly count: number
  readonly side: 'from' | 'to'
  readonly y: number
  readonly height: number
}

export interface FlowRibbon {
  readonly from: string
  readonly to: string
  readonly count: number
  /** Where it leaves the left node and reaches the right one: the upper edges. */
  readonly fromY: number
  readonly toY: number
  readonly thickness: number
}

export interface Flow {
  readonly nodes: readonly FlowNode[]
  readonly ribbons: readonly FlowRibbon[]
  readonly height: number
}

/** The name under which what is left over is drawn. */
export const OTHERS = 'Others'

/** The name under which the end of a session is drawn. */
export const SESSION_END = 'Session ends'

/** However rare they are, they are not summed up. */
const KEPT: readonly string[] = [NOT_HANDLED, SESSION_END]

const GAP = 14
const LEAST_NODE_HEIGHT = 14
const HEIGHT = 420

/** The steps, and those to the end of the session; most frequent first. */
export function withEnds(steps: readonly IntentStep[], exits: readonly Exit[]): readonly IntentStep[] {
  const ends = exits.flatMap(({ intent, sessions }) =>
    intent === undefined ? [] : [{ from: intent, to: SESSION_END, count: sessions }],
  )
  return [...steps, ...ends].sort((one, other) => other.count - one.count)
}

/**
 * Places the steps between intents for a diagram of two columns: what came first on the left, what followed on the
 * right, as high as they are frequent. Each side shows its `limit` most frequent intents, with NotHandled and the end of sessions among them, and sums up
 * the others.
 */
export function layoutFlow(steps: readonly IntentStep[], limit = 8): Flow {
  const merged = mergeRare(steps, limit)
  const total = merged.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return { nodes: [], ribbons: [], height: 0 }
  const left = sumBy(merged, 'from')
  const right = sumBy(merged, 'to')
  const scale = HEIGHT / total
  const nodes = [...place(left, 'from', scale), ...place(right, 'to', scale)]
  return {
    nodes,
    ribbons: connect(merged, nodes, scale),
    height: Math.max(...nodes.map(({ y, height }) => y + height)),
  }
}

function mergeRare(steps: readonly IntentStep[], limit: number): readonly IntentStep[] {
  const keptFrom = frequent(steps, 'from', limit)
  const keptTo = frequent(steps, 'to', limit)
  const counts = new Map<string, IntentStep>()
  for (const step of steps) {
    const from = keptFrom.has(step.from) ? step.from : OTHERS
    const to = keptTo.has(step.to) ? step.to : OTHERS
    const key = JSON.stringify([from, to])
    counts.set(key, { from, to, count: (counts.get(key)?.count ?? 0) + step.count })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}

function frequent(steps: readonly IntentStep[], side: 'from' | 'to', limit: number): ReadonlySet<string> {
  const sums = sumBy(steps, side)
  if (sums.length <= limit) return new Set(sums.map(({ name }) => name))
  const kept = sums.filter(({ name }) => KEPT.includes(name))
  const others = sums.filter(({ name }) => !KEPT.includes(name)).slice(0, limit - 1 - kept.length)
  return new Set([...kept, ...others].map(({ name }) => name))
}

interface Sum {
  readonly name: string
  readonly count: number
}

/** Most frequent first, what is left over last. */
function sumBy(steps: readonly IntentStep[], side: 'from' | 'to'): readonly Sum[] {
  const sums = new Map<string, number>()
  for (const step of steps) sums.set(step[side], (sums.get(step[side]) ?? 0) + step.count)
  return [...sums]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => Number(a.name === OTHERS) - Number(b.name === OTHERS) || b.count - a.count)
}

function place(sums: readonly Sum[], side: 'from' | 'to', scale: number): readonly FlowNode[] {
  let y = 0
  return sums.map(({ name, count }) => {
    const height = Math.max(LEAST_NODE_HEIGHT, count * scale)
    const node = { name, count, side, y, height }
    y += height + GAP
    return node
  })
}

function connect(
  steps: readonly IntentStep[],
  nodes: readonly FlowNode[],
  scale: number,
): readonly FlowRibbon[] {
  const order = new Map(nodes.map((node, index) => [nodeKey(node.side, node.name), { node, index, used: 0 }]))
  const find = (side: 'from' | 'to', name: string) => {
    const found = order.get(nodeKey(side, name))
    if (found === undefined) throw new RangeError(`no node for ${name}`)
    return found
  }
  const ribbons: FlowRibbon[] = []
  const byLeft = [...steps].sort((a, b) => find('to', a.to).index - find('to', b.to).index)
  const leftEdges = new Map<IntentStep, number>()
  for (const step of byLeft) leftEdges.set(step, take(find('from', step.from), step.count * scale))
  const byRight = [...steps].sort((a, b) => find('from', a.from).index - find('from', b.from).index)
  for (const step of byRight) {
    const thickness = step.count * scale
    ribbons.push({
      ...step,
      fromY: leftEdges.get(step) ?? 0,
      toY: take(find('to', step.to), thickness),
      thickness,
    })
  }
  return ribbons
}

/** The next free part of a node's edge; what a low node is higher than its count stays free. */
function take(place: { readonly node: FlowNode; used: number }, thickness: number): number {
  const y = place.node.y + place.used
  place.used += thickness
  return y
}

function nodeKey(side: 'from' | 'to', name: string): string {
  return `${side} ${name}`
}
