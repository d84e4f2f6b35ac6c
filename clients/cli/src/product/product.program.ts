import type { Command } from 'commander';
import type { Host } from '../terminal/host.js';
import { PRODUCT_HELP } from './product-help.js';
import type { ProductOptions, ProductReport } from './product.command.js';
import { productCommand } from './product.command.js';
import { renderFeature, renderFunnel, renderPowerUsers } from './render-definitions.js';
import { renderPositions } from './render-positions.js';
import { renderCohorts, renderEventNames, renderSegments, renderUsage } from './render-usage.js';

type Options = ProductOptions &
  Readonly<Partial<Record<'days' | 'end' | 'from' | 'to' | 'by' | 'event' | 'run', string>>>;

/** Adds `assay product …`: what people do, apart from experiments. */
export function addProduct(assay: Command, host: Host): void {
  const product = assay
    .command('product')
    .description('Show what people do: positions, usage, cohorts, segments, features, funnels, power users.')
    .addHelpText('after', PRODUCT_HELP);
  addPeriods(product, host);
  addWindows(product, host);
}

function addPeriods(product: Command, host: Host): void {
  withPeriod(report(product, 'positions', host))
    .description('Impressions, clicks and click-through rate by position, item, or both.')
    .option('--by <what>', 'position, item, or position,item', 'position')
    .action(
      showing(host, ({ from, to, by }) => ({
        path: 'positions',
        query: { from, to, by },
        render: renderPositions,
      })),
    );
  withPeriod(report(product, 'usage', host))
    .description('What is done day by day (default: the last 30 days).')
    .option('--event <name>', 'only events of this name')
    .action(
      showing(host, ({ from, to, event }) => ({
        path: 'usage',
        query: { from, to, event },
        render: renderUsage,
      })),
    );
  withPeriod(report(product, 'events', host))
    .description('Which events came, and how often.')
    .action(
      showing(host, ({ from, to }) => ({
        path: 'usage/events',
        query: { from, to },
        render: renderEventNames,
      })),
    );
  withPeriod(report(product, 'cohorts', host))
    .description('Who came back, by when they came first.')
    .option('--by <what>', 'day or week', 'week')
    .action(
      showing(host, ({ from, to, by }) => ({
        path: 'cohorts',
        query: { from, to, by },
        render: renderCohorts,
      })),
    );
}

function addWindows(product: Command, host: Host): void {
  withWindow(report(product, 'segments', host))
    .description('What is done in each segment.')
    .action(
      showing(host, ({ days, end }) => ({ path: 'segments', query: { days, end }, render: renderSegments })),
    );
  const keyed = [
    ['feature', 'features', 'How a feature is taken up.', renderFeature],
    ['funnel', 'funnels', 'How far units come along ordered steps.', renderFunnel],
    ['power-users', 'power-users', 'Who uses the most, and what.', renderPowerUsers],
  ] as const;
  for (const [name, collection, description, render] of keyed) {
    const command = withWindow(report(product, name, host))
      .description(description)
      .argument('<key>', 'key of the definition');
    if (name === 'funnel') command.option('--run <number>', 'run of the experiment (default: the latest)');
    command.action((key: string, { days, end, run, ...options }: Options) => {
      const path = `${collection}/${encodeURIComponent(key)}`;
      return host.finish(productCommand(host.terminal, { path, query: { days, end, run }, render }, options));
    });
  }
}

const report = (product: Command, name: string, { connected }: Host): Command =>
  connected(product.command(name)).option('--csv', 'print CSV');

const withPeriod = (command: Command): Command =>
  command.option('--from <day>', 'first day, as 2026-03-01').option('--to <day>', 'last day');

const withWindow = (command: Command): Command =>
  command
    .option('--days <number>', 'length of the window: 1, 7, 30 or 90', '30')
    .option('--end <day>', 'last day of the window (default: the last on which something happened)');

const showing =
  ({ terminal, finish }: Host, of: (options: Options) => ProductReport) =>
  (options: Options): Promise<void> =>
    finish(productCommand(terminal, of(options), options));
