import type { ApiClient } from '../../api/api-client.js';
import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { UsageError } from '../../errors/usage.error.js';
import { startProgress } from '../../terminal/progress.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { instant } from '../instant.js';
import { entriesOf, take } from '../list/entries.js';
import { render as renderEntries } from '../list/audit.command.js';
import type { Difference } from './differences.js';
import { differences } from './differences.js';
import { definitionAt, experimentKeys, resultsAt, resultsOn } from './moments.js';

export interface DiffOptions extends ConnectionOptions {
  readonly from?: string;
  readonly to?: string;
  readonly experiment?: string;
  readonly results?: boolean;
  readonly json?: boolean;
}

interface Compared {
  readonly experiment: string;
  readonly configuration: readonly Difference[];
  readonly results: readonly Difference[];
}

/** Says what is different at two moments: how experiments were set up, to whom they were shown, what had come out. */
export async function diffCommand(terminal: Terminal, options: DiffOptions): Promise<number> {
  const from = instant('--from', options.from);
  if (from === undefined)
    throw new UsageError('say which moments: --from TIME, and --to TIME (default: now)');
  const to = instant('--to', options.to) ?? new Date(terminal.now()).toISOString();
  if (from >= to) throw new UsageError(`--from ${from} is not before --to ${to}`);
  const api = await connect(terminal, options);
  const keys = options.experiment === undefined ? await experimentKeys(api) : [options.experiment];
  const progress = startProgress(terminal, { title: 'Comparing', total: keys.length, unit: 'experiments' });
  const compared: Compared[] = [];
  try {
    for (const [done, experiment] of keys.entries()) {
      compared.push(await compare(api, experiment, { from, to }, options));
      progress.advance(done + 1);
    }
  } finally {
    progress.finish();
  }
  const changed = compared.filter(({ configuration, results }) => configuration.length + results.length > 0);
  const stream = options.experiment === undefined ? undefined : `*/${options.experiment}`;
  const decisions = (await take(entriesOf(api, { from, to, stream }))).toReversed();
  terminal.print(
    options.json === true
      ? JSON.stringify({ from, to, experiments: changed, decisions }, null, 2)
      : [`From ${from} to ${to}:`, render(changed), 'Decided meanwhile:', renderEntries(decisions)].join(
          '\n',
        ),
  );
  return EXIT.done;
}

interface Moments {
  readonly from: string;
  readonly to: string;
}

async function compare(
  api: ApiClient,
  experiment: string,
  { from, to }: Moments,
  options: DiffOptions,
): Promise<Compared> {
  const configuration = differences(
    await definitionAt(api, experiment, from),
    await definitionAt(api, experiment, to),
  );
  return { experiment, configuration, results: await resultsBetween(api, experiment, { from, to }, options) };
}

/** Of all experiments there is no time for reports of the past, each of which may have to read the log again. */
async function resultsBetween(
  api: ApiClient,
  key: string,
  { from, to }: Moments,
  { results, experiment, to: givenTo }: DiffOptions,
): Promise<readonly Difference[]> {
  if (results === false) return [];
  if (experiment === undefined)
    return differences(await resultsOn(api, key, from), await resultsOn(api, key, to));
  return differences(await resultsAt(api, key, from), await resultsAt(api, key, givenTo && to));
}

const MOST = 60;
const short = (value: unknown): string => {
  const text = value === undefined ? '–' : (JSON.stringify(value) ?? '–');
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
};

function render(compared: readonly Compared[]): string {
  if (compared.length === 0) return 'No experiment is different.';
  const rows = compared.flatMap(({ experiment, configuration, results }) => [
    ...configuration.map((difference) => [experiment, 'configuration', ...cells(difference)]),
    ...results.map((difference) => [experiment, 'results', ...cells(difference)]),
  ]);
  return table(['experiment', 'side', 'what', 'before', 'after'], rows);
}

const cells = ({ path, before, after }: Difference): readonly string[] => [
  path === '' ? '(the whole)' : path,
  short(before),
  short(after),
];
