import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import sinon from 'sinon'
import { canFetchPeers, runWithPeers } from '../../src/cli/npx-peers'
import { MissingPeerError } from '../../src/errors'

describe('canFetchPeers', () => {
  const npx = { npm_command: 'exec', npm_config_cache: '/cache' }

  it('holds where npx runs the command', () => {
    expect(canFetchPeers(npx)).to.equal(true)
  })

  it('does not hold elsewhere', () => {
    expect(canFetchPeers({})).to.equal(false)
    expect(canFetchPeers({ ...npx, npm_command: 'run' })).to.equal(false)
  })

  it('does not hold once they were fetched', () => {
    expect(canFetchPeers({ ...npx, BOTBUILDER_DASHBOT_PEERS: '/cache' })).to.equal(false)
  })
})

describe('runWithPeers', () => {
  let directory: string

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'npx-peers-'))
    sinon.stub(console, 'error')
  })

  afterEach(() => {
    sinon.restore()
    rmSync(directory, { recursive: true })
  })

  it('stays with the missing package where npm cannot fetch it', async () => {
    writeFileSync(join(directory, 'npm'), '#!/bin/sh\nexit 7\n')
    chmodSync(join(directory, 'npm'), 0o755)
    sinon.stub(process, 'env').value({ PATH: directory, npm_config_cache: directory })
    const missing = new MissingPeerError('The tracker', ['hono'])
    const error = await runWithPeers(missing).catch((rejection: unknown) => rejection)
    expect(error).to.equal(missing)
    sinon.assert.calledWithMatch(console.error as sinon.SinonStub, /^Fetching hono@\d/)
  })
})
