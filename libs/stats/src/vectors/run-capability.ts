import { UnknownCapabilityError } from '../errors/unknown-capability.error.js';
import { banditCapability } from './bandit.capability.js';
import { bayesianCapability } from './bayesian.capability.js';
import { canaryCapability } from './canary.capability.js';
import { distributionTailCapability } from './distribution.capability.js';
import { twoProportionZCapability, welchTCapability } from './frequentist.capability.js';
import type { Fields } from './inputs.js';
import { multipleTestingCapability } from './multiple-testing.capability.js';
import { powerCapability } from './power.capability.js';
import { cupedCapability, deltaRatioCapability, quantileCapability } from './ratio.capability.js';
import { sequentialCapability } from './sequential.capability.js';
import { simulationCapability } from './simulation.capability.js';
import { srmCapability } from './srm.capability.js';

const CAPABILITIES: ReadonlyMap<string, (inputs: Fields) => object> = new Map([
  ['two_proportion_z', twoProportionZCapability],
  ['welch_t', welchTCapability],
  ['sequential_cs', sequentialCapability],
  ['srm', srmCapability],
  ['distribution_tail', distributionTailCapability],
  ['delta_ratio', deltaRatioCapability],
  ['cuped', cupedCapability],
  ['quantile', quantileCapability],
  ['bayesian', bayesianCapability],
  ['multiple_testing', multipleTestingCapability],
  ['power', powerCapability],
  ['bandit', banditCapability],
  ['canary_mann_whitney', canaryCapability],
  ['property_simulation', simulationCapability],
]);

/**
 * What does the engine answer to the inputs of a vector? The one place that maps capability names and input
 * shapes to the functions of the engine; used by the vectors alone.
 * @param capability name as in the vectors, e.g. `welch_t`
 * @param inputs fields of one of its shapes
 * @returns the result of the function that the shape stands for
 * @throws StatsError for an unknown capability or shape, and for bad input
 * @example runCapability('srm', { counts: [600, 400], weights: [1, 1] }) // { chi2: 40, df: 1, pValue: 2.53962858947…e-10 }
 */
export function runCapability(capability: string, inputs: Fields): object {
  const run = CAPABILITIES.get(capability);
  if (run === undefined) throw new UnknownCapabilityError(capability);
  return run(inputs);
}
