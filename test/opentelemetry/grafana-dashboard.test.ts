import { readFileSync } from 'node:fs'
import { createNoopMeter } from '@opentelemetry/api'
import { expect } from 'chai'
import sinon from 'sinon'
import { DeliveryMetrics } from '../../src/opentelemetry/metrics'

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[]
}

/** The names that Prometheus has for a metric of OpenTelemetry. */
function prometheusNames(): readonly string[] {
  const meter = createNoopMeter()
  const create = {
    counter: sinon.spy(meter, 'createObservableCounter'),
    upDownCounter: sinon.spy(meter, 'createObservableUpDownCounter'),
    histogram: sinon.spy(meter, 'createHistogram'),
    gauge: sinon.spy(meter, 'createObservableGauge'),
  }
  new DeliveryMetrics(meter, {})
  const name = ([given]: readonly unknown[]): string => String(given).replaceAll('.', '_')
  return [
    ...create.counter.args.map((args) => `${name(args)}_total`),
    ...create.upDownCounter.args.map(name),
    ...create.gauge.args.map((args) => (args[1]?.unit === 's' ? `${name(args)}_seconds` : name(args))),
    ...create.histogram.args.map((args) => `${name(args)}_seconds`),
  ]
}

describe('docs/grafana-dashboard.json', () => {
  const dashboard: Dashboard = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8'))
  const asked = dashboard.panels
    .flatMap(({ targets }) => targets)
    .flatMap(({ expr }) => expr.match(/dashbot_(?:messages|send|delivery|fleet|adapter)_\w+/g) ?? [])
    .map((name) => name.replace(/_(?:bucket|count)$/, ''))

  it('asks for every metric, and for no other', () => {
    expect([...new Set(asked)]).to.have.members(prometheusNames())
  })
})
