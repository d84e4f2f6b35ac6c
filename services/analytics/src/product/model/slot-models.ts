import type { FeatureDefined, FunnelDefined, PowerUsersDefined, SegmentRuleDefined } from '@assay/contracts';
import type { TargetingRule } from '@assay/bucketing';
import { activityModel } from '../cohorts/activity.model.js';
import { featureModel } from '../features/feature.model.js';
import { funnelModel } from '../funnels/funnel.model.js';
import { powerUsersModel } from '../power-users/power-users.model.js';
import { segmentModel } from '../segments/segment.model.js';
import { usageModel } from '../usage/usage.model.js';
import type { UnitModel } from './unit-model.js';

/** What is counted in every project without being defined. */
export const USAGE_SLOT = -1;
export const ACTIVITY_SLOT = -2;
export const STANDING_MODELS: ReadonlyMap<number, UnitModel> = new Map<number, UnitModel>([
  [USAGE_SLOT, usageModel],
  [ACTIVITY_SLOT, activityModel],
]);

export type SlotKind = 'feature' | 'funnel' | 'power-users' | 'segment';

/**
 * The model of a definition.
 * @param document the data of its event, as JSON
 * @returns undefined where nothing can be counted: a list of members, which is kept elsewhere, or a rule that this
 *   version cannot read
 */
function slotModel(kind: SlotKind, document: string): UnitModel | undefined {
  const data: unknown = JSON.parse(document);
  switch (kind) {
    case 'feature':
      return featureModel(data as FeatureDefined['data']);
    case 'funnel':
      return funnelModel(data as FunnelDefined['data']);
    case 'power-users':
      return powerUsersModel(data as PowerUsersDefined['data']);
    case 'segment': {
      const { rule } = data as Partial<SegmentRuleDefined['data']>;
      return rule === undefined ? undefined : segmentModel(rule as unknown as TargetingRule);
    }
  }
}

const MOST_COMPILED = 1_000;
const compiled = new Map<string, { readonly model: UnitModel | undefined }>();

/** As `slotModel`; batches see the same few documents over and over. */
export function compiledModel(kind: SlotKind, document: string): UnitModel | undefined {
  const key = kind + document;
  const known = compiled.get(key);
  if (known !== undefined) return known.model;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const model = slotModel(kind, document);
  compiled.set(key, { model });
  return model;
}
