/** What readers and scripts change in place, and the tracker does not write. */
const READERS_ATTRIBUTES = new Set(['open', 'aria-expanded', 'data-broken'])

/**
 * Makes an element equal to a fresh one with as few changes as possible: what stays the same stays in place, with its
 * focus, its selection, and whatever was opened in it. Children are matched by `data-key` or `id`, else in order by
 * their tags. What scripts added (`data-added`) stays behind its neighbour, what they filled (`data-plot`) stays as it
 * is.
 */
export function morph(old, fresh) {
  if (old.dataset?.plot !== undefined) return
  copyAttributes(old, fresh)
  const next = matchChildren(old, fresh)
  for (const element of old.querySelectorAll(':scope > [data-added]')) {
    const owner = next.indexOf(element.previousElementSibling)
    if (owner >= 0) next.splice(owner + 1, 0, element)
  }
  arrange(old, next)
}

function copyAttributes(old, fresh) {
  for (const { name, value } of fresh.attributes) {
    if (!READERS_ATTRIBUTES.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value)
  }
  for (const { name } of [...old.attributes]) {
    if (!READERS_ATTRIBUTES.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name)
  }
}

/** The children that the element is to have: its own where they match, brought up to date, else new ones. */
function matchChildren(old, fresh) {
  const own = new Map()
  for (const node of old.childNodes) {
    if (node.dataset?.added !== undefined) continue
    const identity = identityOf(node)
    if (!own.has(identity)) own.set(identity, [])
    own.get(identity).push(node)
  }
  return [...fresh.childNodes].map((wanted) => {
    const match = own.get(identityOf(wanted))?.shift()
    if (match === undefined) return document.importNode(wanted, true)
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, wanted)
    else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue
    return match
  })
}

function identityOf({ nodeName, dataset, id }) {
  return `${nodeName} ${dataset?.key ?? id ?? ''}`
}

/** Brings children into order. The one with the focus is not moved or removed, since the focus would be lost. */
function arrange(parent, wanted) {
  const present = [...parent.childNodes]
  const next = [...wanted]
  const focused = present.find((node) => node.contains(document.activeElement))
  if (focused !== undefined && !next.includes(focused)) next.splice(present.indexOf(focused), 0, focused)
  const kept = new Set(next)
  for (const node of present) if (!kept.has(node)) node.remove()
  const start = focused === undefined ? 0 : next.indexOf(focused)
  if (focused === undefined && next.length > 0 && parent.firstChild !== next[0]) parent.prepend(next[0])
  for (let index = start - 1; index >= 0; index--) {
    if (next[index].nextSibling !== next[index + 1]) parent.insertBefore(next[index], next[index + 1])
  }
  for (let index = start + 1; index < next.length; index++) {
    if (next[index].previousSibling !== next[index - 1]) next[index - 1].after(next[index])
  }
}
