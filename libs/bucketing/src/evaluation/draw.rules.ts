import type { ExperimentEvaluation } from './evaluation.js';
import type { ExperimentQuestion, ExperimentRule } from './experiment-question.js';
import { allocatorFor, heldVariant, serveControl } from './experiment-question.js';
import type { LastRule } from './rules.js';

export const trafficAllocation: ExperimentRule = {
  decide(question) {
    const allocator = allocatorFor(question);
    if (allocator === undefined) return serveControl(question.definition, 'unavailable');
    const held = heldVariant(question);
    if (allocator.gateFollowsWeights && held !== undefined) return undefined;
    const { unit, sticky: assignment } = question.input;
    const asked = held === undefined ? unit : (assignment?.unit ?? unit);
    return allocator.takesPart(asked) ? undefined : serveControl(question.definition, 'not_in_traffic');
  },
};

export const sticky: ExperimentRule = {
  decide(question) {
    const { definition, input } = question;
    const variant = heldVariant(question);
    if (input.sticky === undefined || variant === undefined) return undefined;
    return {
      kind: 'experiment',
      key: definition.key,
      variant: variant.key,
      config: variant.config,
      reason: 'sticky',
      inExperiment: true,
      run: definition.run,
      phase: input.sticky.phase,
      revision: input.sticky.revision,
      bucket: input.sticky.bucket,
      propensity: input.sticky.propensity,
    };
  },
};

/** The variant whose range holds the unit's bucket. */
export const weights: LastRule<ExperimentQuestion, ExperimentEvaluation> = {
  decide(question) {
    const { definition, input } = question;
    const allocator = allocatorFor(question);
    if (allocator === undefined) return serveControl(definition, 'unavailable');
    const bucket = allocator.bucketOf(input.unit);
    const index = allocator.variantAt(bucket);
    const variant = definition.variants[index];
    if (variant === undefined) return serveControl(definition, 'not_in_traffic');
    return {
      kind: 'experiment',
      key: definition.key,
      variant: variant.key,
      config: variant.config,
      reason: definition.bandit === true ? 'bandit' : 'split',
      inExperiment: true,
      run: definition.run,
      phase: definition.phase,
      revision: definition.revision,
      bucket,
      propensity: allocator.propensities[index] ?? null,
    };
  },
};
