import type { ModelReader, Transaction } from '@assay/projections';
import { interactionPartitions, isShown, knownSlots } from '../../engine/storage/definitions.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import type { RecommendationDefaults } from '../recommendation/recommendation-defaults.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { ExperimentSummary } from '../report.js';
import { summaryOf } from '../report.js';
import { RunNotFoundProblem } from '../report-problems.js';
import type { ReportedSlot } from './reported-slot.js';
import { coverageNotes, readClosing } from './coverage-notes.js';
import type { KnownRun } from './listed-cells.js';
import { knownRun } from './listed-cells.js';

/** What a caller asks to be told of. */
export interface ReportRequest {
  readonly project: string;
  readonly key: string;
  /** The latest run where none is named. */
  readonly run?: number | undefined;
  /** RFC 3339; now where it is left out. */
  readonly asOf?: string | undefined;
  /** Reads the log again where a snapshot would do. */
  readonly source?: 'log' | undefined;
}

/** A run of an experiment in one snapshot of the read model. */
export interface ReportSubject {
  readonly project: string;
  readonly experiment: ReportedExperiment;
  readonly summary: ExperimentSummary;
  /** null: it has not been started. */
  readonly run: KnownRun | null;
  readonly model: Transaction;
  /** The definitions that all units have been counted by. */
  readonly slots: readonly ReportedSlot[];
  /** Its figures are final; what they were computed from is not kept. */
  readonly isClosed: boolean;
  readonly coverage: Coverage;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What the recommendation is held against. */
  readonly defaults: RecommendationDefaults;
}

/** The run of an experiment as a model has it. */
export async function subjectIn(
  model: ModelReader,
  {
    project,
    experiment,
    run,
  }: { readonly project: string; readonly experiment: ReportedExperiment; readonly run: number | null },
  facts: Pick<ReportSubject, 'now' | 'defaults'>,
): Promise<ReportSubject> {
  const ref = { project, experiment: experiment.key };
  const { completeTo, positions } = await model.completeness();
  const closing = run === null ? undefined : await readClosing(model, { ...ref, run });
  const partitions = interactionPartitions(positions);
  const known = await knownSlots(model, ref, partitions, closing?.isListed);
  return {
    project,
    experiment,
    summary: summaryOf(experiment, run),
    run: run === null ? null : knownRun(experiment, { ...ref, run }),
    model,
    slots: known.counted.length === 0 ? slotsOf(experiment) : known.counted.filter(isShown),
    isClosed: closing !== undefined,
    coverage: {
      completeTo: completeTo?.toISOString() ?? null,
      positions,
      ...(await coverageNotes(model, { ...known, closed: closing === undefined ? null : run })),
    },
    ...facts,
  };
}

/** The run that is asked for; the latest where none is. @throws RunNotFoundProblem */
export function runOf({ key, run: latest }: ReportedExperiment, asked: number | undefined): number | null {
  if (asked === undefined) return latest;
  if (latest === null || asked > latest) throw new RunNotFoundProblem(key, asked, latest);
  return asked;
}

/** Before anything was counted, the metrics are those of the design. */
export const slotsOf = ({ metrics }: ReportedExperiment): readonly ReportedSlot[] =>
  metrics.map((spec) => ({ spec, version: 1 }));
