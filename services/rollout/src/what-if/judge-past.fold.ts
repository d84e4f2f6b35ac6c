import type { OutcomeRecorded, RolloutRolledBack } from '@assay/contracts';
import { canonicalJson } from '@assay/contracts';
import { windowStart } from '../health/assess-window.fold.js';
import { longestOf } from '../health/trigger-rules.fold.js';
import { MINUTE_MS } from '../health/minute-sums.js';
import type { Breach } from '../rollout/rollout-command.js';
import type { PastActivation } from './activations.fold.js';
import type { RollbackPolicy } from './outcome-window.fold.js';
import { OutcomeWindow } from './outcome-window.fold.js';

/** An outcome, and when the log took it: milliseconds since 1970. */
export interface PastOutcome {
  readonly event: OutcomeRecorded;
  readonly appendedAt: number;
  /** Where it lies in the log. */
  readonly partition: number;
  readonly offset: number;
}

/** What would have been decided about an activation, beside what happened. */
export interface ActivationJudged {
  readonly rollout: string;
  readonly activation: string;
  readonly version: string;
  readonly tier: string;
  readonly percentage: number;
  readonly since: string;
  readonly until: string | null;
  /** How many outcomes came in while it lasted. */
  readonly outcomes: number;
  /** The first look that calls for a rollback; null where none does. */
  readonly would: { readonly at: string; readonly breach: Breach } | null;
  readonly happened: Happened | null;
}

export interface Happened {
  readonly at: string;
  readonly actor: string;
  readonly automatic: boolean;
  readonly reason: string;
  /** Whether the log gives the same evidence again; null where people or other systems decided. */
  readonly again: 'identical' | 'different' | null;
}

/** As often as that while an error lies in the window, as the watch does. */
const LOOK_MS = 1_000;
/** A decision that waits longer for its outcomes is not looked for. */
const DECIDED_WITHIN_MS = 60_000;
/** The clocks of the log and of the service are not one. */
const SLACK_MS = 2_000;

const instantOf = (time: string | null): number => (time === null ? Infinity : Date.parse(time));

const during = (
  { rollout, until }: PastActivation,
  outcomes: readonly PastOutcome[],
): readonly PastOutcome[] =>
  outcomes.filter(
    ({ appendedAt, event }) =>
      appendedAt >= Date.parse(rollout.since) - SLACK_MS &&
      appendedAt <= instantOf(until) + SLACK_MS &&
      ['', rollout.activation].includes(event.data.activation ?? ''),
  );

function firstBreach(
  { rollout, until }: PastActivation,
  outcomes: readonly PastOutcome[],
  policy: RollbackPolicy,
): ActivationJudged['would'] {
  const window = new OutcomeWindow(rollout);
  const reach = longestOf(policy.triggers) * MINUTE_MS;
  let lookedAt = -Infinity;
  for (const [index, { event, appendedAt }] of outcomes.entries()) {
    if (appendedAt > instantOf(until)) break;
    window.add(event);
    const next = outcomes[index + 1]?.appendedAt ?? Infinity;
    const isDue = next - lookedAt >= LOOK_MS && next > appendedAt;
    const from = Math.min(windowStart(policy.errorThreshold, rollout.since, appendedAt), appendedAt - reach);
    if (!isDue || !(window.hasErrorSince(from) || policy.triggers.length > 0)) continue;
    lookedAt = appendedAt;
    const breach = window.breach(policy, appendedAt);
    if (breach !== undefined) return { at: new Date(appendedAt).toISOString(), breach };
  }
  return null;
}

const evidenceOf = ({ evidence, ...rest }: Breach): string =>
  canonicalJson({ evidence, trigger: 'trigger' in rest ? rest.trigger : null });

/** Those that lie before positions of the log. */
function readUpTo(
  offsets: NonNullable<RolloutRolledBack['data']['offsets']>,
  outcomes: readonly PastOutcome[],
): readonly PastOutcome[] {
  const ends = new Map(offsets.map(({ partition, offset }) => [partition, offset]));
  return outcomes.filter(({ partition, offset }) => offset < (ends.get(partition) ?? 0));
}

/** Does the log give the evidence of a rollback again? Of what had been read, where the rollback says what that was. */
function again(
  activation: PastActivation,
  outcomes: readonly PastOutcome[],
  rolledBack: RolloutRolledBack,
): 'identical' | 'different' {
  const { offsets, evidence, trigger } = rolledBack.data;
  if (offsets === undefined) return someStateGives(activation, outcomes, rolledBack);
  const { rollout } = activation;
  const window = new OutcomeWindow(rollout);
  for (const { event } of readUpTo(offsets, outcomes)) window.add(event);
  const breach = window.breach(rollout.design, Date.parse(rolledBack.time));
  const stated = canonicalJson({ evidence, trigger: trigger ?? null });
  return breach !== undefined && evidenceOf(breach) === stated ? 'identical' : 'different';
}

/** Of rollbacks that do not say what had been read: somewhere between the cause and the decision it must have been. */
function someStateGives(
  activation: PastActivation,
  outcomes: readonly PastOutcome[],
  { time, causationid, data: { evidence, trigger } }: RolloutRolledBack,
): 'identical' | 'different' {
  const { rollout } = activation;
  const stated = canonicalJson({ evidence, trigger: trigger ?? null });
  const window = new OutcomeWindow(rollout);
  const decidedAt = Date.parse(time);
  let isCauseSeen = !outcomes.some(({ event }) => event.id === causationid);
  for (const { event, appendedAt } of outcomes) {
    window.add(event);
    isCauseSeen ||= event.id === causationid;
    const breach =
      isCauseSeen && appendedAt >= decidedAt - DECIDED_WITHIN_MS
        ? window.breach(rollout.design, decidedAt)
        : undefined;
    if (breach !== undefined && evidenceOf(breach) === stated) return 'identical';
  }
  return 'different';
}

function happened(activation: PastActivation, outcomes: readonly PastOutcome[]): Happened | null {
  const { rolledBack } = activation;
  if (rolledBack === null) return null;
  const { time, actor, data } = rolledBack;
  const isByOutcomes = data.evidence !== null || data.trigger !== undefined;
  return {
    ...{ at: time, actor, automatic: data.automatic, reason: data.reason },
    again: isByOutcomes ? again(activation, outcomes, rolledBack) : null,
  };
}

/**
 * Judges a past activation by another policy. Units and their outcomes are as they were: what would have come after
 * another decision, nobody knows.
 * @param outcomes of the rollout, in the order in which the log took them
 */
export function judgePast(
  activation: PastActivation,
  outcomes: readonly PastOutcome[],
  policy: RollbackPolicy,
): ActivationJudged {
  const { rollout, until } = activation;
  const own = during(activation, outcomes);
  const { tier, percentage, since } = rollout;
  return {
    rollout: rollout.design.key,
    activation: rollout.activation,
    version: rollout.version.name,
    ...{ tier, percentage, since, until },
    outcomes: own.length,
    would: firstBreach(activation, own, policy),
    happened: happened(activation, own),
  };
}
