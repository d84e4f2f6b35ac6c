import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { count, significant } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { judgedLines, queryText } from './judged-lines.js';

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

interface Judged {
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

const PATH = '/api/v1/admin/services/promotion/what-if';

/** Tries other thresholds of promotion on the log, and the ones that ran. */
export async function whatIfCommand(
  terminal: Terminal,
  experiment: string | undefined,
  options: WhatIfOptions,
): Promise<number> {
  const api = await connect(terminal, options);
  const path = `${PATH}${queryOf(experiment, options)}`;
  const runs = await judgedLines<Judged>(terminal, api, { path, unit: 'experiments' });
  terminal.print(options.json === true ? JSON.stringify(runs, null, 2) : render(runs));
  return runs.some(isOtherwise) ? EXIT.differs : EXIT.done;
}

function queryOf(experiment: string | undefined, options: WhatIfOptions): string {
  return queryText({
    experiment,
    minSampleSize: options.minSampleSize,
    minConfidenceLevel: options.minConfidence,
    minImprovementPercent: options.minImprovement,
    minRuntimeHours: options.minRuntimeHours,
    maxErrorRate: options.maxErrorRate,
    maxLagSeconds: options.maxLagSeconds,
    decisionMethod: options.decisionMethod,
  });
}

const isOtherwise = ({ happened }: Judged): boolean =>
  happened.some(({ again }) => again.outcome === 'different');

const wouldText = ({ would }: Judged): string =>
  would === null
    ? 'no promotion'
    : `${would.winner} at ${would.at}\nconfidence ${significant(would.confidence)} %, improvement ${significant(would.improvement)} %`;

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
