import type { ApiClient } from '../../api/api-client.js';
import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { UsageError } from '../../errors/usage.error.js';
import { significant } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { queryText } from './judged-lines.js';

export interface BanditWhatIfOptions extends ConnectionOptions {
  readonly policy?: string;
  readonly floor?: string;
  readonly epsilon?: string;
  readonly json?: boolean;
}

type Weights = Readonly<Record<string, number>>;

interface Judged {
  readonly update: number;
  readonly at: string;
  readonly was: Weights;
  readonly would: Weights | null;
  readonly again: 'identical' | 'different';
}

interface Page {
  readonly items: readonly Judged[];
  readonly nextCursor: number | null;
}

/** Says which weights another bandit policy would have set on the same results, and makes those of the log again. */
export async function banditWhatIfCommand(
  terminal: Terminal,
  experiment: string | undefined,
  options: BanditWhatIfOptions,
): Promise<number> {
  if (experiment === undefined)
    throw new UsageError('--policy, --floor and --epsilon need the key of a bandit');
  const api = await connect(terminal, options);
  const judged = await everyUpdate(api, experiment, options);
  terminal.print(options.json === true ? JSON.stringify(judged, null, 2) : render(judged));
  return judged.some(({ again }) => again === 'different') ? EXIT.differs : EXIT.done;
}

async function everyUpdate(
  api: ApiClient,
  experiment: string,
  { policy, floor, epsilon }: BanditWhatIfOptions,
): Promise<readonly Judged[]> {
  const path = `/api/v1/admin/experiments/${encodeURIComponent(experiment)}/arms/what-if`;
  const judged: Judged[] = [];
  let cursor: string | undefined;
  do {
    const page = (await api.get(`${path}${queryText({ policy, floor, epsilon, cursor })}`)) as Page;
    judged.push(...page.items);
    cursor = page.nextCursor === null ? undefined : String(page.nextCursor);
  } while (cursor !== undefined);
  return judged.toReversed();
}

const shares = (weights: Weights | null): string =>
  weights === null
    ? 'unchanged'
    : Object.entries(weights)
        .map(([arm, weight]) => `${arm} ${significant(weight)}`)
        .join('\n');

const render = (judged: readonly Judged[]): string =>
  judged.length === 0
    ? 'The weights have not changed yet.'
    : table(
        ['update', 'at', 'would have been', 'was', 'made again as it ran'],
        judged.map(({ update, at, would, was, again }) => [
          ...[String(update), at, shares(would), shares(was)],
          again === 'different' ? 'DIFFERENT' : again,
        ]),
      );
