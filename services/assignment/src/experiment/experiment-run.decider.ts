import type { EventMetadata } from '@assay/contracts';
import {
  AllocationChanged,
  derivedId,
  ExperimentArchived,
  ExperimentConcluded,
  ExperimentPaused,
  ExperimentReopened,
  ExperimentResumed,
  ExperimentStarted,
  newEvent,
  WeightsChanged,
} from '@assay/contracts';
import { missingOf } from './checklist.js';
import { updateBanditWeights } from './experiment-bandit.decider.js';
import type {
  ArchiveExperiment,
  ChangeAllocation,
  ChangeWeights,
  ConcludeExperiment,
  PauseExperiment,
  ReopenExperiment,
  RerandomiseExperiment,
  ResumeExperiment,
  RunCommand,
  StartExperiment,
} from './experiment-command.js';
import type { Outcome } from './experiment-outcome.js';
import { accept, because, refuse } from './experiment-outcome.js';
import type { ExperimentRefusal } from './experiment-refusal.js';
import { inStatus, startProblem, unknownVariant } from './experiment-rules.js';
import type { ExistingExperiment, ExperimentState, UnderwayExperiment } from './experiment-state.js';
import { currentRun, withWeights } from './experiment-state.js';
import { revisionOf } from './revision.js';

function startTimeProblem(
  { startedAt, metadata }: StartExperiment,
  origin: 'assigned' | 'imported',
): ExperimentRefusal | undefined {
  if (startedAt === undefined) return undefined;
  if (origin !== 'imported') return { code: 'START_TIME_NOT_ALLOWED', startedAt };
  const isLater = Date.parse(startedAt) > Date.parse(metadata.time);
  return isLater ? { code: 'START_IN_FUTURE', startedAt, now: metadata.time } : undefined;
}

function checklistProblem(
  experiment: ExistingExperiment,
  stage: 'before' | 'end',
  { time }: EventMetadata,
): ExperimentRefusal | undefined {
  const missing = missingOf(experiment, stage, Date.parse(time));
  return missing.length === 0 ? undefined : { code: 'CHECKLIST_INCOMPLETE', stage, missing };
}

interface NewRun {
  readonly bucketVersion: number;
  readonly startedAt?: string | undefined;
  readonly reason?: string | undefined;
}

/** The event that begins the run after the last one, with a salt of its own. */
function newRun(metadata: EventMetadata, experiment: ExistingExperiment, options: NewRun) {
  const { design } = experiment;
  const run = (currentRun(experiment)?.run ?? 0) + 1;
  // A team that comes from another system keeps its units where they are, in the first run.
  const brought = run === 1 ? design.hashing?.salt : undefined;
  const salt = brought ?? derivedId(metadata.project, design.key, `run ${String(run)}`);
  const { bucketVersion } = options;
  const begun = { run, phase: 1, salt };
  const revision = revisionOf(experiment, { ...begun, bucketVersion });
  const version = bucketVersion === 1 ? {} : { bucketVersion };
  const startedAt = options.startedAt ?? metadata.time;
  const data = { ...begun, revision, startedAt, ...version, ...because(options.reason) };
  return newEvent(ExperimentStarted, metadata, data);
}

function start(command: StartExperiment, state: ExperimentState): Outcome {
  const found = inStatus(state, 'draft', 'scheduled', 'reopened');
  if ('refusal' in found) return refuse(found.refusal);
  const { experiment } = found;
  const { metadata, startedAt, reason } = command;
  const problem =
    startProblem(experiment) ??
    startTimeProblem(command, experiment.design.origin) ??
    checklistProblem(experiment, 'before', metadata);
  if (problem !== undefined) return refuse(problem);
  const bucketVersion = currentRun(experiment)?.bucketVersion ?? 1;
  return accept(newRun(metadata, experiment, { bucketVersion, startedAt, reason }));
}

function pause({ metadata, reason }: PauseExperiment, state: ExperimentState): Outcome {
  const found = inStatus(state, 'running');
  if ('refusal' in found) return refuse(found.refusal);
  return accept(newEvent(ExperimentPaused, metadata, { run: found.experiment.current.run, reason }));
}

function resume({ metadata, reason }: ResumeExperiment, state: ExperimentState): Outcome {
  const found = inStatus(state, 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { run } = found.experiment.current;
  return accept(newEvent(ExperimentResumed, metadata, { run, ...because(reason) }));
}

/** The phase after the present one, with the revision of what is served then. */
function nextPhase(experiment: UnderwayExperiment, changes: Partial<ExistingExperiment>) {
  const { current } = experiment;
  const phase = current.phase + 1;
  const revision = revisionOf({ ...experiment, ...changes }, { ...current, phase });
  return { run: current.run, phase, revision };
}

/** The same change by hand and by a step of the schedule. */
export function allocationChanged(
  { metadata, trafficAllocation, reason }: Omit<ChangeAllocation, 'type'>,
  experiment: UnderwayExperiment,
  rampStep?: number,
) {
  const place = nextPhase(experiment, { design: { ...experiment.design, trafficAllocation } });
  const step = rampStep === undefined ? {} : { rampStep };
  return newEvent(AllocationChanged, metadata, { ...place, trafficAllocation, ...because(reason), ...step });
}

function changeAllocation(command: ChangeAllocation, state: ExperimentState): Outcome {
  const found = inStatus(state, 'running', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { experiment } = found;
  const { trafficAllocation } = command;
  if (trafficAllocation === experiment.design.trafficAllocation)
    return refuse({ code: 'NOTHING_CHANGED', path: 'trafficAllocation', value: trafficAllocation });
  return accept(allocationChanged(command, experiment));
}

function changeWeights({ metadata, weights, reason }: ChangeWeights, state: ExperimentState): Outcome {
  const found = inStatus(state, 'running', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { variants } = found.experiment;
  for (const key of Object.keys(weights)) {
    const problem = unknownVariant(variants, key, `weights.${key}`);
    if (problem !== undefined) return refuse(problem);
  }
  const changed = withWeights(variants, weights);
  if (changed.every(({ weight }, index) => weight === variants[index]?.weight))
    return refuse({ code: 'NOTHING_CHANGED', path: 'weights', value: weights });
  const all = Object.fromEntries(changed.map(({ key, weight }) => [key, weight]));
  const place = nextPhase(found.experiment, { variants: changed });
  return accept(newEvent(WeightsChanged, metadata, { ...place, weights: all, ...because(reason) }));
}

function conclude({ metadata, winner, reason }: ConcludeExperiment, state: ExperimentState): Outcome {
  const found = inStatus(state, 'running', 'paused', 'reopened');
  if ('refusal' in found) return refuse(found.refusal);
  const { variants, current } = found.experiment;
  const problem = winner === null ? undefined : unknownVariant(variants, winner, 'winner');
  if (problem !== undefined) return refuse(problem);
  const data = { run: current.run, winner, reason, concludedAt: metadata.time };
  return accept(newEvent(ExperimentConcluded, metadata, data));
}

function reopen({ metadata, reason }: ReopenExperiment, state: ExperimentState): Outcome {
  const found = inStatus(state, 'concluded');
  if ('refusal' in found) return refuse(found.refusal);
  const { experiment } = found;
  if (experiment.design.origin === 'imported')
    return refuse({ code: 'IMPORTED_ELSEWHERE', command: 'reopen' });
  const { bucketVersion } = experiment.current;
  const id = derivedId(metadata.id, 'ExperimentStarted');
  const begun = newRun({ ...metadata, id, causationid: metadata.id }, experiment, { bucketVersion, reason });
  return accept(newEvent(ExperimentReopened, metadata, { reason }), begun);
}

function rerandomise({ metadata, reason }: RerandomiseExperiment, state: ExperimentState): Outcome {
  const found = inStatus(state, 'running', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { experiment } = found;
  if (experiment.design.origin === 'imported')
    return refuse({ code: 'IMPORTED_ELSEWHERE', command: 'rerandomise' });
  const bucketVersion = experiment.current.bucketVersion + 1;
  return accept(newRun(metadata, experiment, { bucketVersion, reason }));
}

function archive({ metadata, reason }: ArchiveExperiment, state: ExperimentState): Outcome {
  const found = inStatus(state, 'draft', 'scheduled', 'concluded');
  if ('refusal' in found) return refuse(found.refusal);
  const { experiment } = found;
  const problem =
    experiment.status === 'concluded' ? checklistProblem(experiment, 'end', metadata) : undefined;
  return problem === undefined ? accept(newEvent(ExperimentArchived, metadata, { reason })) : refuse(problem);
}

/** What begins, changes and ends a run. */
export function decideRun(command: RunCommand, state: ExperimentState): Outcome {
  switch (command.type) {
    case 'StartExperiment':
      return start(command, state);
    case 'PauseExperiment':
      return pause(command, state);
    case 'ResumeExperiment':
      return resume(command, state);
    case 'ChangeAllocation':
      return changeAllocation(command, state);
    case 'ChangeWeights':
      return changeWeights(command, state);
    case 'UpdateBanditWeights':
      return updateBanditWeights(command, state);
    case 'ConcludeExperiment':
      return conclude(command, state);
    case 'ReopenExperiment':
      return reopen(command, state);
    case 'RerandomiseExperiment':
      return rerandomise(command, state);
    case 'ArchiveExperiment':
      return archive(command, state);
  }
}
