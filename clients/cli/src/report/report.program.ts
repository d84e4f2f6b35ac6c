import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import type { Host } from '../terminal/host.js';
import type { ReportOptions } from './report.command.js';
import { reportCommand } from './report.command.js';
import { REPORT_HELP } from './report-help.js';
import { VIEWS } from './report-view.js';

/** Adds `assay report`: what an experiment has come to. */
export function addReport(assay: Command, { terminal, finish, connected }: Host): void {
  connected(assay.command('report'))
    .description('Show the results of an experiment (--json for full precision).')
    .argument('<key>', 'key of the experiment')
    .addArgument(new Argument('[view]', 'which side of it').choices(VIEWS).default('results'))
    .option('--csv', 'print CSV')
    .option('--html', 'print a page with pictures, to be kept in a file and printed')
    .option('--run <number>', 'which run (default: the latest)')
    .option('--metric <key>', 'which metric (default: the primary one)')
    .addOption(new Option('--kind <kind>', 'of a series').choices(['cumulative', 'daily']))
    .option('--from <day>', 'first day of a series, such as 2026-03-01')
    .option('--to <day>', 'last day of a series')
    .option('--dimension <name>', 'what a breakdown is by')
    .addOption(
      new Option(
        '--by <what>',
        'of novelty: what happens on each day, or all that cohorts have done',
      ).choices(['days', 'cohorts']),
    )
    .option('--effect <fraction>', 'relative effect that power is told for, such as 0.05')
    .option('--unit <unit>', 'whose value is explained')
    .option('--variant <key>', 'whose sums are explained')
    .option('--arms <keys>', 'off-policy: variants with the same share each, such as a,b')
    .option('--weights <shares>', 'off-policy: or the share of each, such as a:3,b:1')
    .addHelpText('after', REPORT_HELP)
    .action((key: string, view: string, options: ReportOptions) =>
      finish(reportCommand(terminal, { key, view }, options)),
    );
}
