import type { Registry } from 'prom-client';
import type { GatewayTotals } from './gateway-window.js';

const METRIC = 'http_request_duration_seconds';
/** What client applications call. */
const ROUTES: ReadonlySet<unknown> = new Set([
  '/api/v1/experiments/assign',
  '/ofrep/v1/evaluate/flags',
  '/ofrep/v1/evaluate/flags/:key',
  '/api/v1/config',
]);

/** What has been answered so far, from the histogram that is kept of all requests: counting again would cost twice. */
export async function requestTotals(registry: Registry): Promise<GatewayTotals> {
  const totals = { requests: 0, failures: 0, seconds: 0 };
  const values = (await registry.getSingleMetric(METRIC)?.get())?.values ?? [];
  for (const { labels, value, ...sample } of values) {
    if (!ROUTES.has(labels['route'])) continue;
    const { metricName = '' } = sample as { readonly metricName?: string };
    if (metricName.endsWith('_sum')) totals.seconds += value;
    if (!metricName.endsWith('_count')) continue;
    totals.requests += value;
    if (Number(labels['status']) >= 500) totals.failures += value;
  }
  return totals;
}
