import type { Command } from 'commander';
import { EXPLAIN_HELP } from '../audit-help.js';
import type { Host } from '../../terminal/host.js';
import { explainExperiment } from './explain-experiment.js';
import { explainPromotion } from './explain-promotion.js';
import type { FigureOptions } from './explain-figure.js';
import { explainFigure } from './explain-figure.js';
import type { ExplainOptions } from './explain-options.js';
import { explainUnit } from './explain-unit.js';

/** Adds `assay explain …`: how something came about, down to the events. */
export function addExplain(assay: Command, { terminal, finish, connected }: Host): void {
  const explain = assay
    .command('explain')
    .description('Tell how something came about, down to the events in the log.')
    .addHelpText('after', EXPLAIN_HELP);
  connected(explain.command('unit'))
    .description('What happened to a unit: decisions, exposures, outcomes, each with its place in the log.')
    .argument('<unit>', 'the unit')
    .option('--experiment <key>', 'only what concerns it, and which rule decides what the unit is served')
    .option('--at <time>', 'what it was served then (default: now); with --experiment')
    .option('--from <time>', 'only what the log took from then on')
    .option('--to <time>', 'only what the log took before')
    .action((unit: string, options: ExplainOptions) => finish(explainUnit(terminal, unit, options)));
  connected(explain.command('experiment'))
    .description('The life of an experiment: what was decided, by whom, why, and what changed.')
    .argument('<key>', 'key of the experiment')
    .action((key: string, options: ExplainOptions) => finish(explainExperiment(terminal, key, options)));
  connected(explain.command('promotion'))
    .description('Why an experiment was promoted or rolled back; certificates are made again.')
    .argument('<experiment>', 'key of the experiment')
    .action((key: string, options: ExplainOptions) => finish(explainPromotion(terminal, key, options)));
  connected(explain.command('figure'))
    .description('Where a figure of a report comes from: day by day, or a unit’s value event by event.')
    .argument('<experiment>', 'key of the experiment')
    .option('--metric <key>', 'which metric (default: the primary one)')
    .option('--variant <key>', 'whose sums')
    .option('--unit <unit>', 'whose value, down to its events')
    .option('--run <number>', 'which run (default: the latest)')
    .option('--csv', 'print CSV')
    .action((key: string, options: FigureOptions) => finish(explainFigure(terminal, key, options)));
}
