import type { ExperimentDefinition, FlagDefinition, VariantDefinition } from '../definition/definition.js';
import type { Allocator } from '../hash/bucketing-algorithm.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { UnitFacts } from '../targeting/rule-engine.js';
import type {
  ExperimentEvaluation,
  ExperimentInput,
  ExperimentReason,
  FlagEvaluation,
} from './evaluation.js';
import type { PreparedExperiment } from './prepared-experiment.js';
import type { Rule } from './rules.js';
import { controlOf, variantNamed } from './variants.js';

/** How other flags are evaluated, for prerequisites; `depth` counts how far we are from the flag that was asked. */
export type EvaluateFlag = (
  snapshot: Snapshot,
  flag: FlagDefinition,
  input: ExperimentInput,
  depth: number,
) => FlagEvaluation;

/** One unit asks for one experiment. */
export interface ExperimentQuestion {
  readonly prepared: PreparedExperiment;
  readonly definition: ExperimentDefinition;
  readonly input: ExperimentInput;
  readonly snapshot: Snapshot;
  readonly depth: number;
  readonly evaluateFlag: EvaluateFlag;
}

export interface ExperimentRule extends Rule<ExperimentQuestion, ExperimentEvaluation> {
  /** Whether the rule can decide anything in this experiment; where it cannot, no unit needs to ask it. */
  concerns?(prepared: PreparedExperiment): boolean;
}

const NO_CONFIG: Readonly<Record<string, unknown>> = {};

/** A variant that chance did not choose. */
export function serve(
  definition: ExperimentDefinition,
  variant: VariantDefinition | undefined,
  reason: ExperimentReason,
): ExperimentEvaluation {
  return {
    kind: 'experiment',
    key: definition.key,
    variant: variant?.key ?? null,
    config: variant?.config ?? NO_CONFIG,
    reason,
    inExperiment: false,
    run: definition.run,
    phase: definition.phase,
    revision: definition.revision,
    bucket: null,
    propensity: null,
  };
}

export const serveControl = (
  definition: ExperimentDefinition,
  reason: ExperimentReason,
): ExperimentEvaluation => serve(definition, controlOf(definition), reason);

/** How the units of this experiment are spread; undefined where its algorithm was not loaded. */
export function allocatorFor({ prepared, snapshot }: ExperimentQuestion): Allocator | undefined {
  if (prepared.builtIn !== undefined) return prepared.builtIn;
  const algorithm = snapshot.algorithm(prepared.hashing.algorithm);
  return algorithm && prepared.allocator(algorithm);
}

/** The variant of the unit's earlier assignment, where it is still there. */
export const heldVariant = ({ definition, input }: ExperimentQuestion): VariantDefinition | undefined =>
  input.sticky && variantNamed(definition, input.sticky.variant);

export const factsOf = ({ input, snapshot }: ExperimentQuestion): UnitFacts => ({
  unit: input.unit,
  attributes: input.attributes,
  segment: (key, hash) => snapshot.segment(key, hash),
});
