import { expect } from 'chai'

const seen: string[] = []
const mark = (_target: object, key: string): void => {
  seen.push(key)
}

class Probe {
  @mark
  run(): void {}
}

describe('the legacy decorator build', () => {
  it('compiles experimental decorators', () => {
    new Probe().run()
    expect(seen).to.deep.equal(['run'])
  })
})
