import type { ExperimentDefinition, ExperimentEvaluation, ExperimentReason } from '@assay/bucketing';
import { recordedFacts } from '@assay/bucketing';
import type { AssignmentReason } from '@assay/contracts';
import type { AnswerFacts } from '../answers/answer-texts.js';

/** To be sent to event ingest, as it is, when the unit has seen its variant. */
export interface Exposure {
  readonly type: 'exposure';
  /** With the time and the unit it is the event's identity: sent twice, it counts once. */
  readonly id: string;
  /** When the variant was given, so that what the unit does next happens after it. */
  readonly time: string;
  readonly unit: string;
  readonly experiment: string;
  readonly variant: string;
  readonly run: number;
  readonly phase: number;
  readonly reason: AssignmentReason;
  readonly propensity: number;
  readonly revision: string;
}

export interface AssignmentAnswer {
  readonly experiment: string;
  readonly unit: string;
  readonly variant: string | null;
  readonly variantName?: string;
  readonly config: ExperimentEvaluation['config'];
  readonly reason: ExperimentReason;
  /** Whether chance chose the variant; only then does the unit count in the analysis. */
  readonly inExperiment: boolean;
  readonly run: number | null;
  readonly phase: number | null;
  readonly exposure?: Exposure;
}

/** Undefined where there is nothing to record: before the start, and outside of the traffic that takes part. */
export function exposureOf(
  evaluation: ExperimentEvaluation,
  { unit, time }: AnswerFacts,
): Exposure | undefined {
  const facts = recordedFacts(evaluation);
  if (facts === undefined) return undefined;
  const { variant, ...drawn } = facts;
  const id = `${evaluation.key}.${String(drawn.run)}`;
  return { type: 'exposure', id, time, unit, experiment: evaluation.key, variant, ...drawn };
}

export function assignmentAnswer(
  { variants }: ExperimentDefinition,
  evaluation: ExperimentEvaluation,
  facts: AnswerFacts,
): AssignmentAnswer {
  const { key: experiment, variant, config, reason, inExperiment, run, phase } = evaluation;
  const name = variants.find(({ key }) => key === variant)?.name;
  const exposure = exposureOf(evaluation, facts);
  return {
    experiment,
    unit: facts.unit,
    variant,
    ...(name === undefined ? {} : { variantName: name }),
    config,
    reason,
    inExperiment,
    run,
    phase,
    ...(exposure === undefined ? {} : { exposure }),
  };
}

/** The same where the exposure is recorded: there is nothing to send back. */
export function recordedAnswer(...answered: Parameters<typeof assignmentAnswer>): AssignmentAnswer {
  const { exposure: _, ...answer } = assignmentAnswer(...answered);
  return answer;
}
