import type { Finding } from '@assay/contracts';
import { renderFindings } from '../audit/render-findings.js';
import { EXIT } from '../errors/cli-error.js';
import { count } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import type { ModelHash, RebuildProgress } from './projection-status.js';

/**
 * `different` from the live model at the same place of the log, and so not swapped in; `accepted`: swapped in all the
 * same, as asked; `damaged-log`: nothing was built, because messages are not what was sealed; `new-version`: compared
 * with nothing.
 */
type Verdict = 'identical' | 'different' | 'accepted' | 'damaged-log' | 'new-version';

export interface Rebuilt {
  readonly service: string;
  readonly projection: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Of what is live now. */
  readonly after: ModelHash | undefined;
}

const isRow = ({ kind }: Finding): boolean => kind.startsWith('row-');

/** What came of a rebuild that has ended. */
export function verdictOf(
  { state, found }: Pick<RebuildProgress, 'state' | 'found'>,
  findings: readonly Finding[],
): Verdict {
  if (state === 'held') return findings.every(isRow) ? 'different' : 'damaged-log';
  if (found === null) return 'new-version';
  return found === 0 ? 'identical' : 'accepted';
}

export function exitCodeOf(rebuilt: readonly Pick<Rebuilt, 'verdict'>[]): number {
  if (rebuilt.some(({ verdict }) => verdict === 'damaged-log')) return EXIT.damaged;
  return rebuilt.some(({ verdict }) => verdict === 'different') ? EXIT.differs : EXIT.done;
}

const MEANING: Readonly<Record<Verdict, string>> = {
  identical: 'identical',
  different: 'DIFFERENT at the same place of the log: not swapped in',
  accepted: 'different, and swapped in as asked',
  'damaged-log': 'the log is DAMAGED: not built',
  'new-version': 'a new version, compared with nothing',
};

const NEXT: Readonly<Partial<Record<Verdict, string>>> = {
  different: `What is read is as it was; what was built is kept beside it. Either the log was changed after it had been
applied ("assay verify --only chain log archive" says where: bring the topic back from its archive or a copy, and
rebuild again), or the live model is the one that is wrong (rows changed by hand, a fold that was mended without a new
version, a stream that was quarantined). In that case take what was built:`,
  'damaged-log': `What is read is as it was. "assay verify --only chain log archive" says whether the event store has what was
sealed. Bring the topic back from its archive or a copy, and rebuild again. To build from the log as it is:`,
};

function advice({ service, projection, verdict, findings }: Rebuilt): readonly string[] {
  const next = NEXT[verdict];
  if (findings.length === 0) return [];
  if (next === undefined) return [renderFindings(findings)];
  return [renderFindings(findings), next, `  assay rebuild ${service} ${projection} --accept-difference`];
}

/** What came of each rebuild; for what was not swapped in, why, and what to do. */
export const renderRebuilt = (rebuilt: readonly Rebuilt[]): string =>
  [
    table(
      ['service', 'projection', 'rows', 'SHA-256 of the read model', 'against before'],
      rebuilt.map(({ service, projection, after, verdict }) => [
        service,
        projection,
        after === undefined ? '–' : count(after.rows),
        after?.hash ?? '–',
        MEANING[verdict],
      ]),
    ),
    ...rebuilt.flatMap(advice),
  ].join('\n');
