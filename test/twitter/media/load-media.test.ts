import { createServer, type RequestListener } from 'node:http'
import { expect } from 'chai'
import { DirectMessageError } from '../../../src/twitter'
import { download } from '../../../src/twitter/media/download'
import { loadMedia } from '../../../src/twitter/media/load-media'
import { isPublicAddress } from '../../../src/twitter/media/public-address'
import { caught } from '../support/caught'
import { WebhookServer } from '../support/webhook-server'

const heads: Readonly<Record<string, Buffer>> = {
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array<number>(20).fill(0)]),
  'image/png': Buffer.from('\x89PNG\r\n\x1a\n0000IHDR....', 'latin1'),
  'image/gif': Buffer.from('GIF89a..............'),
  'image/webp': Buffer.from('RIFF....WEBPVP8 ....'),
  'video/mp4': Buffer.from('\0\0\0\x18ftypmp42........'),
  'video/quicktime': Buffer.from('\0\0\0\x14ftypqt  ........'),
}
const png = heads['image/png'] as Buffer

describe('a medium', () => {
  let server: WebhookServer | undefined

  const serve = async (listener: RequestListener): Promise<string> => {
    server = await WebhookServer.around(createServer(listener))
    return server.url
  }
  const load = (source: string, allowsPrivate = true) => loadMedia({ source }, { allowsPrivate })
  const failure = async (source: string, allowsPrivate = true): Promise<string> => {
    const error = await caught(load(source, allowsPrivate))
    expect(error).to.be.instanceOf(DirectMessageError)
    return String(error)
  }

  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  for (const [contentType, bytes] of Object.entries(heads)) {
    it(`is ${contentType} by its bytes, whatever the server calls it`, async () => {
      const url = await serve((_request, response) =>
        response.setHeader('content-type', 'text/plain').end(bytes),
      )
      const media = await load(url)
      expect(media.contentType).to.equal(contentType)
      expect(Buffer.from(media.bytes).equals(bytes)).to.equal(true)
    })
  }

  it('is refused where a page is labelled as a picture', async () => {
    const url = await serve((_request, response) =>
      response.setHeader('content-type', 'image/png').end('<html><body>the intranet</body></html>'),
    )
    expect(await failure(url)).to.match(/not those of a JPEG, PNG/)
  })

  it('is refused where it is empty', async () => {
    const url = await serve((_request, response) => response.setHeader('content-type', 'image/png').end())
    expect(await failure(url)).to.match(/not those of a JPEG, PNG/)
  })

  it('is refused unread where the server announces too much', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 1_200_000_000 })
      response.write(png)
    })
    expect(await failure(url)).to.match(/larger than the 512 MB/)
  })

  it('is no longer read once it is larger than X takes', async function () {
    this.timeout(20_000)
    let written = 0
    const chunk = Buffer.alloc(100_000)
    const url = await serve((_request, response) => {
      response.write(png)
      const push = (): void => {
        while (written < 1_200_000_000 && !response.destroyed) {
          written += chunk.length
          if (!response.write(chunk)) {
            response.once('drain', push)
            return
          }
        }
      }
      push()
    })
    expect(await failure(url)).to.match(/larger than the 5 MB/)
    expect(written).to.be.below(50_000_000)
  })

  it('follows redirects, five at most', async () => {
    const url = await serve((request, response) => {
      const left = Number(request.url?.split('?')[1] ?? 0)
      if (left === 0) response.end(png)
      else response.writeHead(302, { location: `/?${left - 1}` }).end()
    })
    expect((await load(`${url}?5`)).contentType).to.equal('image/png')
    expect(await failure(`${url}?6`)).to.match(/redirected more than 5 times/)
  })

  it('is not fetched from a private address, by IP, name or redirect', async () => {
    const url = await serve((_request, response) => response.end(png))
    const { port } = new URL(url)
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
    ]) {
      expect(await failure(`http://${host}:${port}/`, false), host).to.match(/public (one|address)/)
    }
  })

  it('is not fetched from other schemes', async () => {
    expect(await failure('file:///etc/passwd')).to.match(/not of http: or https:/)
    expect(await failure('ftp://example.com/a.png')).to.match(/not of http: or https:/)
    expect(await failure('not an address')).to.match(/could not be fetched/)
  })

  it('is given up where the download stalls', async () => {
    const url = await serve((_request, response) => {
      response.write(png)
    })
    const error = await caught(download(url, { allowsPrivate: true, timeoutMs: 100 }))
    expect(String(error)).to.match(/longer than 100 ms/)
  })

  it('comes from a data URL with the type of its bytes', async () => {
    const media = await load(`data:application/octet-stream;base64,${png.toString('base64')}`)
    expect(media.contentType).to.equal('image/png')
  })

  const given = (source: Uint8Array | string) => loadMedia({ source }, { allowsPrivate: false })

  it('that is given as bytes has the type of these', async () => {
    const bytes = Uint8Array.from(png)
    expect(await given(bytes)).to.deep.equal({ bytes, contentType: 'image/png' })
  })

  const fromBytes: readonly (readonly [string, (bytes: Buffer) => Uint8Array | string])[] = [
    ['as bytes', (bytes) => bytes],
    ['in a data URL', (bytes) => `data:image/png;base64,${bytes.toString('base64')}`],
  ]
  for (const [how, source] of fromBytes) {
    it(`is refused where its bytes, ${how}, are not those of a medium`, async () => {
      for (const bytes of [Buffer.from('not a PNG'), Buffer.from('<svg/>'), Buffer.alloc(0)]) {
        const error = await caught(given(source(bytes)))
        expect(error).to.be.instanceOf(DirectMessageError)
        expect(String(error)).to.match(/^DirectMessageError: An attachment .*not those of a JPEG, PNG/)
      }
    })

    it(`is refused where its bytes, ${how}, are more than X takes`, async () => {
      const bytes = Buffer.concat([png, Buffer.alloc(5_000_000)])
      expect(String(await caught(given(source(bytes))))).to.match(/larger than the 5 MB/)
    })
  }
})

describe('isPublicAddress', () => {
  for (const address of [
    ...['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '0.0.0.0'],
    ...['100.64.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fd00::1', 'ff02::1'],
    ...['::ffff:10.0.0.1', '64:ff9b::a00:1', 'localhost', ''],
  ]) {
    it(`is false for ${address || 'nothing'}`, () => {
      expect(isPublicAddress(address)).to.equal(false)
    })
  }
  for (const address of ['8.8.8.8', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8']) {
    it(`is true for ${address}`, () => {
      expect(isPublicAddress(address)).to.equal(true)
    })
  }
})
