import type { LogPosition, OutcomeRecorded, RolloutRolledBack } from '@assay/contracts';
import { canonicalJson } from '@assay/contracts';
import { windowStart } from '../health/assess-window.fold.js';
import { longestOf } from '../health/trigger-rules.fold.js';
import { MINUTE_MS } from '../health/minute-sums.js';
import type { Breach } from '../certificate/breach.js';
import { breachOf } from '../certificate/breach.js';
import type { BreachCertificate } from '../rollout/rollout-command.js';
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
    const certificate = window.judge(policy, appendedAt);
    if (certificate !== undefined) return { at: certificate.decidedAt, breach: breachOf(certificate) };
  }
  return null;
}

type Stated = Pick<Breach, 'evidence' | 'trigger'>;

const evidenceOf = ({ evidence, trigger }: Stated): string =>
  canonicalJson({ evidence, trigger: trigger ?? null });

const gives = (certificate: BreachCertificate | undefined, stated: Stated): boolean =>
  certificate !== undefined && evidenceOf(breachOf(certificate)) === evidenceOf(stated);

/** Those that lie before positions of the log. */
function readUpTo(offsets: readonly LogPosition[], outcomes: readonly PastOutcome[]): readonly PastOutcome[] {
  const ends = new Map(offsets.map(({ partition, offset }) => [partition, offset]));
  return outcomes.filter(({ partition, offset }) => offset < (ends.get(partition) ?? 0));
}

/** What the log gives at a decision, of what had been read. */
function certifiedAgain(
  { rollout }: PastActivation,
  outcomes: readonly PastOutcome[],
  { time, offsets }: { readonly time: string; readonly offsets: readonly LogPosition[] },
): BreachCertificate | undefined {
  const window = new OutcomeWindow(rollout);
  for (const { event } of readUpTo(offsets, outcomes)) window.add(event);
  return window.judge(rollout.design, Date.parse(time), offsets);
}

const isOfBreach = (
  certificate: RolloutRolledBack['data']['certificate'],
): certificate is BreachCertificate => certificate !== undefined && 'offsets' in certificate;

/**
 * Does the log give a rollback again? The very certificate, where it has one; else its evidence, of what had been read,
 * where it says what that was.
 */
function again(
  activation: PastActivation,
  outcomes: readonly PastOutcome[],
  rolledBack: RolloutRolledBack,
): Happened['again'] {
  const { time, data } = rolledBack;
  const { certificate, offsets } = data;
  if (isOfBreach(certificate)) {
    const { decidedAt, offsets: read, hash } = certificate;
    const same = certifiedAgain(activation, outcomes, { time: decidedAt, offsets: read })?.hash === hash;
    return same ? 'identical' : 'different';
  }
  if (offsets === undefined) return someStateGives(activation, outcomes, rolledBack);
  return gives(certifiedAgain(activation, outcomes, { time, offsets }), data) ? 'identical' : 'different';
}

/** Of rollbacks that do not say what had been read: somewhere between the cause and the decision it must have been. */
function someStateGives(
  activation: PastActivation,
  outcomes: readonly PastOutcome[],
  { time, causationid, data }: RolloutRolledBack,
): Happened['again'] {
  const { rollout } = activation;
  const window = new OutcomeWindow(rollout);
  const decidedAt = Date.parse(time);
  let isCauseSeen = !outcomes.some(({ event }) => event.id === causationid);
  for (const { event, appendedAt } of outcomes) {
    window.add(event);
    isCauseSeen ||= event.id === causationid;
    const isAsked = isCauseSeen && appendedAt >= decidedAt - DECIDED_WITHIN_MS;
    if (isAsked && gives(window.judge(rollout.design, decidedAt), data)) return 'identical';
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
