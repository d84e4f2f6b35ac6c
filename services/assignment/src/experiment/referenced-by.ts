import type { HoldoutDefinition, TargetingRule } from '@assay/bucketing';
import { segmentsOf } from '@assay/bucketing';
import type { References } from '../references/references.js';
import type { ExistingExperiment } from './experiment-state.js';

const isThere = (value: unknown): boolean =>
  value !== undefined && !(Array.isArray(value) && value.length === 0);

/** The segments that its rules name, each once. */
export function segmentsNamed({ design, overrides }: Pick<ExistingExperiment, 'design' | 'overrides'>) {
  const rules = [design.targeting, ...overrides.map(({ when }) => when)].filter((rule) => rule !== undefined);
  const named = rules.flatMap((rule) => segmentsOf(rule as unknown as TargetingRule));
  return [...new Set(named.map(({ segment }) => segment))];
}

function holdoutsOf(keys: readonly string[], references: References): readonly HoldoutDefinition[] {
  const groups = keys.flatMap((key) => references.holdout(key) ?? []);
  return [...references.globalHoldouts(), ...groups].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The content of all that decides beside the experiment itself; what is not there is left out. */
export function referencedBy(
  state: Pick<ExistingExperiment, 'design' | 'overrides'>,
  references: References,
): Readonly<Record<string, unknown>> {
  const { key, layer, holdouts = [], prerequisites = [] } = state.design;
  const all = {
    layer: layer === undefined ? undefined : references.layerSlot(layer, key),
    holdouts: holdoutsOf(holdouts, references),
    segments: segmentsNamed(state).map((segment) => [segment, references.segmentHash(segment) ?? null]),
    prerequisites: prerequisites.flatMap(({ flag }) => {
      const revision = references.flagRevision(flag);
      return revision === undefined ? [] : [[flag, revision]];
    }),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => isThere(value)));
}
