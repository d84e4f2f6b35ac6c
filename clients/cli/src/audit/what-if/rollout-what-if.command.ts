import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import { UsageError } from '../../errors/usage.error.js';
import { count, countOf, significant } from '../../terminal/numbers.js';
import { table } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { instant } from '../instant.js';
import { judgedLines, queryText } from './judged-lines.js';

export interface RolloutWhatIfOptions extends ConnectionOptions {
  readonly from?: string;
  readonly errorRate?: string;
  readonly windowMinutes?: string;
  readonly minOutcomes?: string;
  readonly per?: string;
  /** False where trigger rules are to be left out. */
  readonly triggers?: boolean;
  readonly json?: boolean;
}

interface Judged {
  readonly version: string;
  readonly tier: string;
  readonly percentage: number;
  readonly since: string;
  readonly outcomes: number;
  readonly would: {
    readonly at: string;
    readonly breach: {
      readonly evidence: { readonly errorRate: number; readonly units: number } | null;
      readonly trigger?: { readonly rule: { readonly name: string } };
    };
  } | null;
  readonly happened: {
    readonly at: string;
    readonly automatic: boolean;
    readonly reason: string;
    readonly again: string | null;
  } | null;
}

const PATH = '/api/v1/admin/services/rollout/what-if';
const MINUTE_MS = 60_000;

/** Tries another rollback policy on the past outcomes of a rollout, and the one that ran. */
export async function rolloutWhatIfCommand(
  terminal: Terminal,
  rollout: string,
  options: RolloutWhatIfOptions,
): Promise<number> {
  const path = `${PATH}${queryText(givenIn(rollout, options))}`;
  const api = await connect(terminal, options);
  const judged = await judgedLines<Judged>(terminal, api, { path, unit: 'activations' });
  terminal.print(options.json === true ? JSON.stringify(judged, null, 2) : render(judged));
  return judged.some(({ happened }) => happened?.again === 'different') ? EXIT.differs : EXIT.done;
}

const givenIn = (
  rollout: string,
  { from, errorRate, windowMinutes, minOutcomes, per, triggers }: RolloutWhatIfOptions,
): Readonly<Record<string, string | undefined>> => ({
  ...{ rollout, errorRate, minOutcomes, per, since: instant('--from', from) },
  windowMs: windowMinutes === undefined ? undefined : windowOf(windowMinutes),
  triggers: triggers === false ? 'none' : undefined,
});

function windowOf(text: string): string {
  const minutes = Number(text);
  if (!(minutes > 0)) throw new UsageError(`--window-minutes is "${text}"; give a number above 0`);
  return String(Math.round(minutes * MINUTE_MS));
}

function wouldText({ would }: Judged): string {
  if (would === null) return 'no rollback';
  const { evidence, trigger } = would.breach;
  const because =
    evidence === null
      ? `rule ${trigger?.rule.name ?? ''}`
      : `error rate ${significant(evidence.errorRate)} of ${countOf(evidence.units, 'unit')}`;
  return `rolled back at ${would.at}\n${because}`;
}

const happenedText = ({ happened }: Judged): string =>
  happened === null ? 'no rollback' : `rolled back at ${happened.at}\n${happened.reason}`;

const againText = ({ happened }: Judged): string => {
  if (happened === null || happened.again === null) return '–';
  return happened.again === 'different' ? 'DIFFERENT' : happened.again;
};

const render = (judged: readonly Judged[]): string =>
  judged.length === 0
    ? 'The rollout was in no tier.'
    : table(
        ['version', 'tier', 'since', 'outcomes', 'would have been', 'was', 'made again as it ran'],
        judged.map((one) => [
          ...[one.version, `${one.tier} (${String(one.percentage)} %)`, one.since, count(one.outcomes)],
          ...[wouldText(one), happenedText(one), againText(one)],
        ]),
      );
