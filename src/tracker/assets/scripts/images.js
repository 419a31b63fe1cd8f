/** Where an image cannot be had, says so and leaves the link to it. */
export function markBrokenImages() {
  document.addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLImageElement && target.dataset.image !== undefined) giveUp(target)
    },
    true,
  )
  for (const image of document.querySelectorAll('img[data-image]')) {
    if (image.complete && image.naturalWidth === 0 && image.currentSrc !== '') giveUp(image)
  }
}

function giveUp(image) {
  if (image.dataset.broken !== undefined) return
  const note = document.createElement('span')
  note.className = 'image-address'
  note.textContent = `${image.alt}, not available`
  note.dataset.added = ''
  image.dataset.broken = ''
  image.after(note)
}
