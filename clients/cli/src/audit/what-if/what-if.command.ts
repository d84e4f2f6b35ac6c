import type { FailedLine, ProgressLine } from '@assay/contracts';
import { ApiClient } from '../../api/api-client.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { findConnection } from '../../connection/find-connection.js';
import { EXIT } from '../../errors/cli-error.js';
import { IncompleteAnswerError } from '../../errors/incomplete-answer.error.js';
import { count, significant } from '../../terminal/numbers.js';
import { startProgress } from '../../terminal/progress.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';

export interface WhatIfOptions extends ConnectionOptions {
  readonly minSampleSize?: string;
  readonly minConfidence?: string;
  readonly minImprovement?: string;
  readonly minRuntimeHours?: string;
  readonly maxErrorRate?: string;
  readonly maxLagSeconds?: string;
  readonly decisionMethod?: string;
  readonly json?: boolean;
}

interface RunJudged {
  readonly line: 'run';
  readonly experiment: string;
  readonly run: number;
  readonly looks: number;
  readonly would: {
    readonly at: string;
    readonly winner: string;
    readonly confidence: number | null;
    readonly improvement: number | null;
  } | null;
  readonly happened: readonly {
    readonly type: string;
    readonly at: string;
    readonly winner: string | null;
    readonly isEligible: boolean;
    readonly again: { readonly outcome: string; readonly differences: readonly string[] };
  }[];
}

type Line = RunJudged | ProgressLine | FailedLine | { readonly line: 'done' };

const PATH = '/api/v1/admin/services/promotion/what-if';

/** Tries other thresholds of promotion on the log, and the ones that ran. */
export async function whatIfCommand(
  terminal: Terminal,
  experiment: string | undefined,
  options: WhatIfOptions,
): Promise<number> {
  const api = new ApiClient(await findConnection(terminal, options));
  const runs = await runsOf(terminal, api, queryOf(experiment, options));
  terminal.print(options.json === true ? JSON.stringify(runs, null, 2) : render(runs));
  return runs.some(isOtherwise) ? EXIT.differs : EXIT.done;
}

function queryOf(experiment: string | undefined, options: WhatIfOptions): string {
  const given: Readonly<Record<string, string | undefined>> = {
    experiment,
    minSampleSize: options.minSampleSize,
    minConfidenceLevel: options.minConfidence,
    minImprovementPercent: options.minImprovement,
    minRuntimeHours: options.minRuntimeHours,
    maxErrorRate: options.maxErrorRate,
    maxLagSeconds: options.maxLagSeconds,
    decisionMethod: options.decisionMethod,
  };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

async function runsOf(
  terminal: Terminal,
  api: ApiClient,
  query: string,
): Promise<readonly Omit<RunJudged, 'line'>[]> {
  const runs: Omit<RunJudged, 'line'>[] = [];
  const progress = startProgress(terminal, { title: 'Judging the past', total: 0, unit: 'experiments' });
  try {
    for await (const given of api.lines(`${PATH}${query}`)) {
      const line = given as Line;
      if (line.line === 'failed') throw new IncompleteAnswerError('what-if', `${line.code}: ${line.detail}`);
      if (line.line === 'done') return runs;
      if (line.line === 'progress') progress.advance(line.done, line.total);
      else runs.push(withoutName(line));
    }
  } finally {
    progress.finish();
  }
  throw new IncompleteAnswerError('what-if', 'the answer broke off');
}

function withoutName({ line: _name, ...run }: RunJudged): Omit<RunJudged, 'line'> {
  return run;
}

type Judged = Omit<RunJudged, 'line'>;

const isOtherwise = ({ happened }: Judged): boolean =>
  happened.some(({ again }) => again.outcome === 'different');

const wouldText = ({ would }: Judged): string =>
  would === null
    ? 'no promotion'
    : `${would.winner} at ${would.at}\nconfidence ${significant(would.confidence)}, improvement ${significant(would.improvement)}`;

const happenedText = ({ happened }: Judged): string =>
  happened.length === 0
    ? 'no promotion'
    : happened.map(({ type, at, winner }) => `${winner ?? '–'} at ${at} (${type})`).join('\n');

const againText = ({ happened }: Judged): string =>
  happened.length === 0
    ? '–'
    : happened
        .map(({ again }) =>
          again.outcome === 'different' ? `DIFFERENT: ${again.differences.join(', ')}` : again.outcome,
        )
        .join('\n');

const render = (runs: readonly Judged[]): string =>
  runs.length === 0
    ? 'The log has no run that can be judged.'
    : table(
        ['experiment', 'run', 'looks', 'would have been', 'was', 'made again as it ran'],
        runs.map((judged) => [
          ...[judged.experiment, String(judged.run), count(judged.looks)],
          ...[wouldText(judged), happenedText(judged), againText(judged)],
        ]),
      );
