/** Opens a raw payload below its message instead of on a page of its own. */
export function openPayloads() {
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[data-payload]')
    if (link === null || link === undefined || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void toggle(link)
  })
}

async function toggle(link) {
  const open = shown(link)
  if (open !== undefined) {
    open.remove()
    link.setAttribute('aria-expanded', 'false')
    return
  }
  link.setAttribute('aria-expanded', 'true')
  const block = place(link)
  try {
    const response = await fetch(link.href)
    block.textContent = response.ok ? await response.text() : 'This payload is no longer stored.'
  } catch {
    block.textContent = 'The tracker does not answer.'
  }
}

function shown(link) {
  const row = link.closest('tr')
  if (row === null) return link.closest('li').querySelector('.payload') ?? undefined
  const below = row.nextElementSibling
  return below?.classList.contains('payload-row') ? below : undefined
}

function place(link) {
  const block = document.createElement('pre')
  block.className = 'payload'
  block.dataset.added = ''
  block.tabIndex = 0
  block.setAttribute('aria-label', 'Raw payload')
  block.setAttribute('role', 'region')
  block.textContent = 'Loading'
  const row = link.closest('tr')
  if (row === null) {
    link.closest('li').append(block)
    return block
  }
  const below = document.createElement('tr')
  below.className = 'payload-row'
  below.dataset.added = ''
  const cell = below.insertCell()
  cell.colSpan = row.cells.length
  cell.append(block)
  row.after(below)
  return block
}
