import type { DecisionCheck, TriggerRule } from '@assay/contracts';
import { defineCertificate, RolloutTriggersCertificate, shownNumber } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import type { MinuteSums } from '../health/minute-sums.js';
import { brokenRule, leastOf } from '../health/trigger-rules.fold.js';
import type { TriggerEvidence } from '../rollout/rollout-command.js';
import type { InProgress, Paused } from '../rollout/rollout-state.js';
import type { Seen } from './seen.js';

type Conclusions = Pick<RolloutTriggersCertificate, 'checks' | 'verdict'>;
type Minutes = RolloutTriggersCertificate['minutes'];
type Judged = Pick<RolloutTriggersCertificate, 'rules' | 'minutes' | 'since' | 'decidedAt'>;

const ageOf = ({ since, decidedAt }: Pick<RolloutTriggersCertificate, 'since' | 'decidedAt'>): number =>
  Date.parse(decidedAt) - Date.parse(since);

function reasonOf({ rule, minutes }: TriggerEvidence): string {
  const values = minutes
    .map(({ value }) => (value === null ? 'unknown' : shownNumber(value, rule.above)))
    .join(', ');
  const length = rule.minutes === 1 ? 'the last minute' : `each of the last ${String(rule.minutes)} minutes`;
  return `${rule.name}: ${rule.metric} was above ${String(rule.above)} in ${length} (${values})`;
}

/** A rule is broken by the least of its minutes being above its limit. */
const checkOf = (rule: TriggerRule, minutes: readonly MinuteSums[], ageMs: number): DecisionCheck => ({
  name: rule.name,
  passed: brokenRule([rule], minutes, ageMs) === undefined,
  value: leastOf(rule, minutes),
  threshold: rule.above,
});

const sumsOf = (minutes: readonly MinuteSums[]): Minutes =>
  minutes.map(({ latencies, ...sums }) => ({
    ...sums,
    latencies: latencies.map(([bucket, count]): [number, number] => [bucket, count]),
  }));

/** The rule that the minutes break; undefined for none. */
export function triggerBreach({ rules, minutes, ...times }: Judged) {
  const trigger = brokenRule(rules, minutes, ageOf(times));
  return trigger && { reason: reasonOf(trigger), evidence: null, trigger };
}

/** Whether the last minutes of a rollout break one of its trigger rules. */
export const triggerRules = defineCertificate({
  engineVersion: `rollout-triggers/1 ${STATS_VERSION}`,
  schema: RolloutTriggersCertificate,
  conclusions: ['checks', 'verdict'],
  about: ({ rollout }) => rollout,
  conclude: ({ rules, minutes, ...times }): Conclusions => ({
    checks: rules.map((rule) => checkOf(rule, minutes, ageOf(times))),
    verdict: brokenRule(rules, minutes, ageOf(times)) === undefined ? 'stay' : 'roll_back',
  }),
  told: (certificate) => {
    const breach = triggerBreach(certificate);
    return breach === undefined ? null : { type: 'RolloutRolledBack', data: { automatic: true, ...breach } };
  },
});

/**
 * The certificate of a rollback by a trigger rule; undefined where none is broken.
 * @param seen the last minutes, the last one first
 */
export function judgeTriggers(
  { activation, since, design }: InProgress | Paused,
  { found: minutes, offsets, now }: Seen<readonly MinuteSums[]>,
  rules: readonly TriggerRule[] = design.triggers,
): RolloutTriggersCertificate | undefined {
  if (brokenRule(rules, minutes, now - Date.parse(since)) === undefined) return undefined;
  return triggerRules.certify({
    ...{ rollout: design.key, activation, since },
    decidedAt: new Date(now).toISOString(),
    rules: [...rules],
    minutes: sumsOf(minutes),
    offsets: [...offsets],
  });
}
