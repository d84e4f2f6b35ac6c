import type { EvaluationStep, Explanation, FlagEvaluation } from '@assay/bucketing';
import type { UnitAssigned } from '@assay/contracts';
import type { PastDefinition } from '../revisions/revisions.js';

/** The definition that decided, and since when it had held. */
export interface DecidedBy {
  readonly revision: string;
  readonly from: string;
}

/** The unit's first assignment in the run, and the steps that led to it. */
export interface AssignmentExplained {
  readonly variant: string;
  readonly assignedAt: string;
  readonly eventId: string;
  readonly run: number;
  readonly phase: number;
  readonly bucket: number;
  readonly propensity: number;
  readonly reason: string;
  /** The anonymous unit that it was given to, before it turned out to be this one. */
  readonly linkedFrom: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** It had some, and the unit was forgotten: `steps` and `agrees` are without them. */
  readonly attributesErased: boolean;
  readonly definition: DecidedBy;
  readonly steps: readonly EvaluationStep[];
  /** Whether the definition of then gives the variant that was recorded. */
  readonly agrees: boolean;
}

/** What a unit is served, by which steps, and why it had got its variant in the first place. */
export interface ExplanationView {
  readonly experiment: string;
  readonly unit: string;
  readonly at: string;
  readonly definition: DecidedBy;
  readonly evaluation: FlagEvaluation;
  readonly steps: readonly EvaluationStep[];
  /** Null where it had none at that time. */
  readonly assignment: AssignmentExplained | null;
}

export const decidedBy = ({ definition: { revision }, from }: PastDefinition): DecidedBy => ({
  revision,
  from,
});

export function assignmentExplained(
  { first: { id, time, data }, erased }: { readonly first: UnitAssigned; readonly erased: boolean },
  past: PastDefinition,
  { evaluation, steps }: Explanation<FlagEvaluation>,
): AssignmentExplained {
  const { variant, run, phase, bucket, propensity, reason, attributes = {}, linkedFrom = null } = data;
  return {
    ...{
      variant,
      assignedAt: time,
      eventId: id,
      run,
      phase,
      bucket,
      propensity,
      reason,
      linkedFrom,
      attributes,
      attributesErased: erased,
    },
    definition: decidedBy(past),
    steps,
    agrees: evaluation.kind === 'experiment' && evaluation.variant === variant,
  };
}
