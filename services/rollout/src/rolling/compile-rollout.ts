import { createHash } from 'node:crypto';
import type { RolloutDefinition, RolloutEvaluation } from '@assay/bucketing';
import { evaluateRollout, rolloutDigestText } from '@assay/bucketing';
import { canonicalHash } from '@assay/contracts';
import type { ExistingRollout } from '../rollout/rollout-state.js';

/** The rollout as evaluation knows it. */
export function compileRollout(rollout: ExistingRollout): RolloutDefinition {
  const { key, salt, allow, deny } = rollout.design;
  const content = {
    key,
    salt,
    status: rollout.status,
    percentage: 'percentage' in rollout ? rollout.percentage : 0,
    activation: 'activation' in rollout ? rollout.activation : null,
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
