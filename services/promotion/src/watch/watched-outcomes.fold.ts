import type { OutcomeRecorded } from '@assay/contracts';
import { bucketOf, DEFAULT_GRID } from '@assay/stats';

/** Outcomes under one flag in one minute. */
export interface MinuteOutcomes {
  readonly project: string;
  readonly flag: string;
  /** Minutes since 1970. */
  readonly minute: number;
  readonly outcomes: number;
  readonly errors: number;
  /** Outcomes by bucket of their latency in milliseconds. */
  readonly latencies: Readonly<Record<string, number>>;
}

const MINUTE_MS = 60_000;

const nameOf = ({ project, flag, minute }: Pick<MinuteOutcomes, 'project' | 'flag' | 'minute'>): string =>
  `${project}/${flag}/${String(minute)}`;

function withLatency(
  latencies: MinuteOutcomes['latencies'],
  latencyMs: number | undefined,
): MinuteOutcomes['latencies'] {
  if (latencyMs === undefined) return latencies;
  const bucket = String(bucketOf(latencyMs, DEFAULT_GRID));
  return { ...latencies, [bucket]: (latencies[bucket] ?? 0) + 1 };
}

/**
 * The outcomes of a batch by flag and minute. What happened under no flag is nobody's; what analytics forwarded under a
 * user has counted as the unit's own.
 */
export function sumByMinute(events: readonly OutcomeRecorded[]): readonly MinuteOutcomes[] {
  const minutes = new Map<string, MinuteOutcomes>();
  for (const { project, time, data } of events) {
    const { flag, success, latencyMs } = data;
    if (flag === undefined || data.forwardedFrom !== undefined) continue;
    const key = { project, flag, minute: Math.floor(Date.parse(time) / MINUTE_MS) };
    const before = minutes.get(nameOf(key)) ?? { ...key, outcomes: 0, errors: 0, latencies: {} };
    minutes.set(nameOf(key), {
      ...key,
      outcomes: before.outcomes + 1,
      errors: before.errors + (success ? 0 : 1),
      latencies: withLatency(before.latencies, latencyMs),
    });
  }
  return [...minutes.values()];
}

function addLatencies(
  one: MinuteOutcomes['latencies'],
  other: MinuteOutcomes['latencies'],
): MinuteOutcomes['latencies'] {
  const sum = new Map(Object.entries(one));
  for (const [bucket, n] of Object.entries(other)) sum.set(bucket, (sum.get(bucket) ?? 0) + n);
  return Object.fromEntries(sum);
}

/**
 * What a place holds afterwards. Minutes a week apart share one: the later minute wins whichever comes first, so that
 * the order makes no difference and a flag takes a bounded room.
 */
export function joinMinute(known: MinuteOutcomes | undefined, met: MinuteOutcomes): MinuteOutcomes {
  if (known === undefined || known.minute < met.minute) return met;
  if (known.minute > met.minute) return known;
  return {
    ...met,
    outcomes: known.outcomes + met.outcomes,
    errors: known.errors + met.errors,
    latencies: addLatencies(known.latencies, met.latencies),
  };
}
