import type { MetricsSnapshot } from '@assay/contracts';

type Data = MetricsSnapshot['data'];

/** The log takes a million bytes; the envelope comes on top. */
export const MOST_BYTES = 950_000;

/**
 * A snapshot that the log takes: quantiles of many variants and phases may be too much for one event, and one that is
 * not taken would hold up all that come after it. First those metrics are left out that nothing is decided by, then all.
 */
export function fitting(snapshot: Data, decisive: ReadonlySet<string | null>): Data {
  if (isFitting(snapshot)) return snapshot;
  const decided = keeping(snapshot, (metric) => decisive.has(metric));
  return isFitting(decided) ? decided : keeping(snapshot, () => false);
}

const isFitting = (snapshot: Data): boolean => Buffer.byteLength(JSON.stringify(snapshot)) <= MOST_BYTES;

function keeping(snapshot: Data, isKept: (metric: string) => boolean): Data {
  const kept = (variants: Data['variants']): Data['variants'] =>
    variants.map((one) => ({ ...one, metrics: one.metrics.filter(({ metric }) => isKept(metric)) }));
  const { metrics, variants, matured } = snapshot;
  return {
    ...snapshot,
    metrics: metrics.filter(({ key }) => isKept(key)),
    variants: kept(variants),
    ...(matured === undefined ? {} : { matured: kept(matured) }),
    leftOut: metrics.map(({ key }) => key).filter((key) => !isKept(key)),
  };
}
