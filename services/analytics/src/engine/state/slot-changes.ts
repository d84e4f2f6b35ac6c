import type { MetricSpec } from '@assay/contracts';
import type { FrozenCap, StoredDefinitions } from './metric-definitions.js';
import type { PartDefinition } from './metric-parts.js';
import { dayParts, denominatorPart } from './metric-parts.js';
import type { MetricSlot } from './metric-slot.js';

type FrozenAt = Pick<MetricSlot, 'percentile' | 'denominatorPercentile'>;

/** Appends a slot with its parts, unless the metric is defined like this already; then it is only shown again. */
export function withMetric(
  definitions: StoredDefinitions,
  spec: MetricSpec,
  since: number,
  frozenAt: FrozenAt = {},
): StoredDefinitions {
  if (JSON.stringify(latest(definitions, spec.key)?.spec) === JSON.stringify(spec))
    return shownAgain(definitions, spec.key);
  const { version, slots, days = {} } = definitions;
  const slot = { spec, version: nextVersion(slots, spec.key), since, ...frozenAt };
  const after = { ...definitions, version: version + 1, slots: [...slots, slot] };
  const parts = [...denominatorPart(spec), ...dayParts(spec, days[spec.key] ?? 0)];
  return withParts(after, slot, parts);
}

/** A percentile became a value: the metric, its cap now known, has a further slot. */
export function withFrozenCap(
  definitions: StoredDefinitions,
  { metric, percentile, cap, part }: FrozenCap,
  since: number,
): StoredDefinitions {
  const slot = latest(definitions, metric);
  if (slot === undefined) return definitions;
  const { denominator } = slot.spec;
  const awaited = part === 'denominator' ? denominator?.cap : slot.spec.cap;
  if (awaited === undefined || !('percentile' in awaited) || awaited.percentile !== percentile)
    return definitions;
  const earlier = frozenAtOf(slot);
  const value = { value: cap };
  const after =
    part === 'denominator' && denominator !== undefined
      ? withMetric(definitions, { ...slot.spec, denominator: { ...denominator, cap: value } }, since, {
          ...{ ...earlier, denominatorPercentile: percentile },
        })
      : withMetric(definitions, { ...slot.spec, cap: value }, since, { ...earlier, percentile });
  return slot.archived === true ? archived(after, metric) : after;
}

/** The metric is counted on further days by itself; days are never taken away again. */
export function countedByDay(
  definitions: StoredDefinitions,
  { metric, days }: { readonly metric: string; readonly days: number },
  since: number,
): StoredDefinitions {
  const known = definitions.days?.[metric] ?? 0;
  if (days <= known) return definitions;
  const after = { ...definitions, days: { ...definitions.days, [metric]: days } };
  const slot = latest(definitions, metric);
  if (slot === undefined) return after;
  const parts = dayParts(slot.spec, days).filter(({ part }) => (part.day ?? 0) >= known);
  const counted = withParts(after, { ...slot, since }, parts);
  return parts.length === 0 ? counted : { ...counted, version: definitions.version + 1 };
}

/** The metric is not shown any more. */
export const archived = (definitions: StoredDefinitions, metric: string): StoredDefinitions => ({
  ...definitions,
  slots: definitions.slots.map((slot) =>
    slot.spec.key === metric ? { ...slot, archived: true as const } : slot,
  ),
});

function shownAgain(definitions: StoredDefinitions, metric: string): StoredDefinitions {
  if (latest(definitions, metric)?.archived !== true) return definitions;
  const slots = definitions.slots.map((slot) => {
    const { archived: _archived, ...shown } = slot;
    return slot.spec.key === metric ? shown : slot;
  });
  return { ...definitions, slots };
}

function withParts(
  definitions: StoredDefinitions,
  { spec: { key }, version, since }: MetricSlot,
  parts: readonly PartDefinition[],
): StoredDefinitions {
  const slots = [...definitions.slots];
  for (const { spec, part } of parts)
    slots.push({ spec, version: nextVersion(slots, spec.key), since, part: { of: key, version, ...part } });
  return { ...definitions, slots };
}

const latest = ({ slots }: StoredDefinitions, key: string): MetricSlot | undefined =>
  slots.findLast(({ spec }) => spec.key === key);

const nextVersion = (slots: readonly MetricSlot[], key: string): number =>
  1 + slots.filter(({ spec }) => spec.key === key).length;

const frozenAtOf = ({ percentile, denominatorPercentile }: MetricSlot): FrozenAt => ({
  ...(percentile === undefined ? {} : { percentile }),
  ...(denominatorPercentile === undefined ? {} : { denominatorPercentile }),
});
