import type { ChecklistEntry } from '../checklist.js';
import type {
  ExperimentDesign,
  ExistingExperiment,
  Override,
  Schedule,
  ShownStatus,
  Variant,
} from '../experiment-state.js';
import { conclusionOf, currentRun, shownStatus } from '../experiment-state.js';
import type { DefinitionWarning } from '../starvation-warnings.js';

/** An experiment as the API shows it. */
export interface ExperimentView extends ExperimentDesign {
  /** Older name of `number`. */
  readonly id: number;
  readonly status: ShownStatus;
  /** Control to all, until a new run is started. */
  readonly controlOnly: boolean;
  readonly variants: readonly Variant[];
  readonly overrides: readonly Override[];
  readonly schedule: Omit<Schedule, 'id'> | null;
  readonly run: number | null;
  readonly phase: number | null;
  readonly revision: string | null;
  readonly bucketVersion: number;
  readonly startedAt: string | null;
  readonly winner: string | null;
  readonly concludedAt: string | null;
  readonly promotionId: string | null;
  /** Why it is paused, concluded, reopened or archived. */
  readonly reason: string | null;
  /** To be sent back as `expectedVersion` or `If-Match`. */
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string;
  /** What is allowed, and had better be known. */
  readonly warnings: readonly DefinitionWarning[];
}

export interface ChecklistView {
  /** Whether starting and archiving wait for it. */
  readonly isGate: boolean;
  readonly items: readonly ChecklistEntry[];
}

const NOT_CONCLUDED = { winner: null, concludedAt: null, promotionId: null } as const;
const NO_RUN = { run: null, phase: null, revision: null, startedAt: null, bucketVersion: 1 } as const;

function runView(state: ExistingExperiment): Pick<ExperimentView, keyof typeof NO_RUN> {
  const current = currentRun(state);
  if (current === null) return NO_RUN;
  const { run, phase, revision, startedAt, bucketVersion } = current;
  return { run, phase, revision, startedAt, bucketVersion };
}

function scheduleView({ schedule }: ExistingExperiment): Omit<Schedule, 'id'> | null {
  if (schedule === null) return null;
  const { startAt, endAt, ramp, rampDone, refused } = schedule;
  return { startAt, endAt, ramp, rampDone, refused };
}

export const experimentView = (
  state: ExistingExperiment,
  warnings: readonly DefinitionWarning[] = [],
): ExperimentView => ({
  ...state.design,
  id: state.design.number,
  status: shownStatus(state),
  controlOnly: state.status === 'reopened',
  variants: state.variants,
  overrides: state.overrides,
  schedule: scheduleView(state),
  ...runView(state),
  ...(conclusionOf(state) ?? NOT_CONCLUDED),
  reason: 'reason' in state ? state.reason : null,
  version: state.version,
  createdAt: state.createdAt,
  createdBy: state.createdBy,
  warnings,
});
