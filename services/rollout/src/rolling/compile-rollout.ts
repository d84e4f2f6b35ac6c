import { createHash } from 'node:crypto';
import type { RolloutDefinition, RolloutEvaluation } from '@assay/bucketing';
import { evaluateRollout, rolloutDigestText } from '@assay/bucketing';
import { canonicalHash } from '@assay/contracts';
import type { Completed, ExistingRollout, InProgress, Paused } from '../rollout/rollout-state.js';

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

/** Whether the unit has the feature, and why. */
export const evaluateUnit = (definition: RolloutDefinition, unit: string): RolloutEvaluation =>
  evaluateRollout(definition, { unit, unitDigest: unitDigest(definition.key, unit) });

/** Tells which units have the version that is being rolled out: what others meet does not speak against it. */
export function onCandidate(rollout: Candidate): (unit: string) => boolean {
  const definition = compileRollout(rollout);
  return (unit) => {
    const { enabled, activation } = evaluateUnit(definition, unit);
    return enabled && activation === rollout.activation;
  };
}
