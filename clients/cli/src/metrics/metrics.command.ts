import type { ApiClient } from '../api/api-client.js';
import { connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { EXIT } from '../errors/cli-error.js';
import type { Terminal } from '../terminal/terminal.js';
import type { CataloguedMetric, MetricUse } from './render-metrics.js';
import { renderMetrics, renderUses } from './render-metrics.js';

export interface MetricsOptions extends ConnectionOptions {
  readonly json?: boolean;
  readonly search?: string;
  readonly type?: string;
  readonly event?: string;
  readonly experiment?: string;
  readonly archived?: string;
}

type Parameter = [name: string, value: string];

const CATALOGUE = '/api/v1/metrics';
const FILTERS = ['search', 'type', 'event', 'experiment', 'archived'] as const;

/** Prints the metrics there are, or the experiments that have the one that is named; all pages. */
export async function metricsCommand(
  terminal: Terminal,
  key: string | undefined,
  options: MetricsOptions,
): Promise<number> {
  const api = await connect(terminal, options);
  const print = <Item>(items: readonly Item[], render: (shown: readonly Item[]) => string): void =>
    terminal.print(options.json === true ? JSON.stringify(items, null, 2) : render(items));
  if (key === undefined) {
    const filters = FILTERS.flatMap((name) => {
      const value = options[name];
      return value === undefined ? [] : [[name, value] as Parameter];
    });
    print(await allOf<CataloguedMetric>(api, CATALOGUE, { filters, member: 'metrics' }), renderMetrics);
  } else {
    const path = `${CATALOGUE}/${encodeURIComponent(key)}`;
    print(await allOf<MetricUse>(api, path, { filters: [], member: 'experiments' }), renderUses);
  }
  return EXIT.done;
}

async function allOf<Item>(
  api: ApiClient,
  path: string,
  { filters, member }: { readonly filters: readonly Parameter[]; readonly member: 'metrics' | 'experiments' },
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const parameters = new URLSearchParams([...filters, ['limit', '200']]);
    if (cursor !== '') parameters.set('cursor', cursor);
    const { body } = await api.answer(`${path}?${parameters.toString()}`);
    const page = body as Readonly<Record<string, readonly Item[]>> & { readonly nextCursor: string | null };
    items.push(...(page[member] ?? []));
    cursor = page.nextCursor;
  }
  return items;
}
