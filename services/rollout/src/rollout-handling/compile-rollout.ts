import { createHash } from 'node:crypto';
import type { RolloutDefinition, RolloutEvaluation } from '@assay/bucketing';
import { evaluateRollout, hasUnitLists, rolloutDigestText } from '@assay/bucketing';
import { canonicalHash } from '@assay/contracts';
import type {
  Completed,
  ExistingRollout,
  InProgress,
  Paused,
  RolloutDesign,
} from '../rollout/rollout-state.js';

/** A version that is on for a share of the units, or for all. */
export type Candidate = InProgress | Paused | Completed;

/** The rollout as evaluation knows it. */
export function compileRollout(rollout: ExistingRollout): RolloutDefinition {
  const { key, salt, allow, deny } = rollout.design;
  const { live } = rollout;
  const content = {
    key,
    salt,
    status: rollout.status,
    percentage: 'percentage' in rollout ? rollout.percentage : 0,
    activation: 'activation' in rollout ? rollout.activation : null,
    ...('percentage' in rollout ? { version: rollout.version.name } : {}),
    ...(live === null ? {} : { live: { version: live.version.name, activation: live.activation } }),
  };
  return {
    kind: 'rollout',
    ...content,
    revision: canonicalHash({ ...content, allow, deny }),
    allow: new Set(allow),
    deny: new Set(deny),
  };
}

/** The hex SHA-256 that stands for a unit on the lists of a rollout. */
export const unitDigest = (key: string, unit: string): string =>
  createHash('sha256').update(rolloutDigestText(key, unit)).digest('hex');

/** Those of a list, each once, in their order. */
export const digests = (key: string, units: readonly string[] = []): string[] =>
  [...new Set(units.map((unit) => unitDigest(key, unit)))].sort();

/** Whether the unit has the feature, and why; segments are not asked. Digests are made where there are lists alone. */
export const evaluateUnit = (definition: RolloutDefinition, unit: string): RolloutEvaluation =>
  evaluateRollout(
    definition,
    hasUnitLists(definition) ? { unit, unitDigest: unitDigest(definition.key, unit) } : { unit },
  );

/** Tells whether a unit had a version when it met an outcome. */
export type HadFeature = (unit: string, namesActivation: boolean) => boolean;

/** Whether segments have a say in who has the feature. */
export const goesBySegments = ({ segments = {} }: Pick<RolloutDesign, 'segments'>): boolean =>
  Object.values(segments).some((keys) => keys.length > 0);

/**
 * Tells which units have the version that is being rolled out: what others meet does not speak against it. Where
 * segments have a say, gateways give the activation to those who have it alone: who names it had it, unless denied by
 * name. Of outcomes that name none, lists and share tell.
 */
export function onCandidate(rollout: Candidate): HadFeature {
  const definition = compileRollout(rollout);
  const trustsName = goesBySegments(rollout.design);
  return (unit, namesActivation) => {
    const { enabled, activation, reason } = evaluateUnit(definition, unit);
    if (namesActivation && trustsName) return reason !== 'denied';
    return enabled && activation === rollout.activation;
  };
}
