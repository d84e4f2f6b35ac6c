import type { Command } from 'commander';
import { Option } from 'commander';
import type { Host } from '../terminal/host.js';
import type { MetricsOptions } from './metrics.command.js';
import { metricsCommand } from './metrics.command.js';

const TYPES = ['proportion', 'mean', 'count', 'ratio', 'quantile', 'retention'];

/** Adds `assay metrics`: what is measured, and where. */
export function addMetrics(assay: Command, { terminal, finish, connected }: Host): void {
  connected(assay.command('metrics'))
    .description('Show the metrics of all experiments, or which experiments have one of them.')
    .argument('[key]', 'a metric: the experiments that have it')
    .option('--search <text>', 'part of the key')
    .addOption(new Option('--type <type>', 'only metrics of this type').choices(TYPES))
    .option('--event <name>', 'only metrics that count this event')
    .option('--experiment <key>', 'only metrics of this experiment')
    .addOption(new Option('--archived <which>', 'archived everywhere, or not').choices(['true', 'false']))
    .action((key: string | undefined, options: MetricsOptions) =>
      finish(metricsCommand(terminal, key, options)),
    );
}
