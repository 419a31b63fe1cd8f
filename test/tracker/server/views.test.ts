import { expect } from 'chai'
import { RunningTracker } from '../running-tracker'

describe('saved views', () => {
  let running: RunningTracker

  beforeEach(async () => {
    running = await RunningTracker.start()
  })

  afterEach(() => running.close())

  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(running.url + path, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
      headers: { origin: running.url, ...headers },
    })
  const names = async () =>
    [...(await (await running.get('/')).text()).matchAll(/<li><a href="(\/views\/[^"]*)"/g)].map(
      ([, address]) => address,
    )
  const open = (path: string) => fetch(running.url + path, { redirect: 'manual' })

  it('have an address by their name, which leads to the page', async () => {
    const address = '/intents?find=weather&span=30d'
    const saved = await post('/views', { name: ' Monday: what/else? ', address })
    expect([saved.status, saved.headers.get('location')]).to.deep.equal([303, address])
    expect(await names()).to.deep.equal(['/views/Monday%3A%20what%2Felse%3F'])
    const opened = await open('/views/Monday%3A%20what%2Felse%3F')
    expect([opened.status, opened.headers.get('location')]).to.deep.equal([302, address])
  })

  it('are replaced under the same name, and removed', async () => {
    await post('/views', { name: 'Monday', address: '/intents' })
    await post('/views', { name: 'Monday', address: '/events' })
    expect((await open('/views/Monday')).headers.get('location')).to.equal('/events')
    const removed = await post('/views/Monday/removal', { address: '/events' })
    expect([removed.status, removed.headers.get('location')]).to.deep.equal([303, '/events'])
    expect(await names()).to.deep.equal([])
    expect((await open('/views/Monday')).status).to.equal(404)
  })

  for (const address of [
    'https://example.com/',
    '//example.com/',
    '/.//example.com/',
    '/\\example.com',
    'intents',
    '',
  ]) {
    it(`lead nowhere else: ${address || 'an empty address'}`, async () => {
      expect((await post('/views', { name: 'Away', address })).status).to.equal(400)
      expect(await names()).to.deep.equal([])
    })
  }

  it('lead to no view, which could be the same one', async () => {
    const answer = await post('/views', { name: 'Loop', address: '/views/Loop' })
    expect(answer.status).to.equal(400)
    expect(await answer.json()).to.have.nested.property('errors[0].path', 'address')
  })

  it('need a form', async () => {
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=z']) {
      const headers = { origin: running.url, 'content-type': type }
      const answer = await fetch(`${running.url}/views`, { method: 'POST', headers, body: '--z\r\nbroken' })
      expect(answer.status).to.equal(400)
      expect(await answer.json()).to.have.nested.property('errors[0].message', 'the body must be a form')
    }
  })

  it('need a name of at most 80 characters that an address can hold', async () => {
    for (const name of ['', '  ', 'n'.repeat(81), '.', ' .. '])
      expect((await post('/views', { name, address: '/' })).status).to.equal(400)
  })

  it('are not saved by a form on another page of the web', async () => {
    for (const headers of [{ origin: 'https://example.com' }, { origin: 'null' }]) {
      const answer = await post('/views', { name: 'Away', address: '/' }, headers)
      expect(answer.status).to.equal(403)
    }
    expect(await names()).to.deep.equal([])
  })
})
