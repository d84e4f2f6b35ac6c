import type { PolicyAction, PolicyDocument, PolicyRule } from '@assay/contracts';
import { isWithin } from './policy-window.js';

/** What is about to be done, or was done. */
export interface Occasion {
  readonly action: PolicyAction;
  /** Key of the experiment, rollout or release. */
  readonly subject: string;
  /** ISO time. */
  readonly at: string;
  readonly actor: string;
}

/** A condition of a rule that does not hold. */
export interface UnmetCondition {
  readonly rule: string;
  readonly condition: 'automatic' | 'actors' | 'windows' | 'freezes';
  readonly value: string;
  readonly required: string;
}

export interface PolicyVerdict {
  readonly isAllowed: boolean;
  readonly unmet: readonly UnmetCondition[];
  /** How many others have to agree. */
  readonly approvals: number;
  /** Thresholds that a promotion has to reach at least. */
  readonly floors: readonly PolicyRule['thresholds'][];
}

export const isAutomatic = (actor: string): boolean => actor.startsWith('system:');

function matches(pattern: string, subject: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return subject === pattern;
  if (!subject.startsWith(head)) return false;
  const tail = rest.at(-1) ?? '';
  let at = head.length;
  for (const part of rest.slice(0, -1)) {
    const found = subject.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return subject.length - tail.length >= at && subject.endsWith(tail);
}

const isAbout = ({ actions, subjects }: PolicyRule, { action, subject }: Occasion): boolean =>
  actions.includes(action) && (subjects?.some((pattern) => matches(pattern, subject)) ?? true);

function unmetByWho(
  { automatic, actors }: PolicyRule,
  { actor }: Occasion,
): readonly Omit<UnmetCondition, 'rule'>[] {
  const byItself = isAutomatic(actor);
  return [
    ...(automatic === false && byItself
      ? [{ condition: 'automatic', value: actor, required: 'a person' } as const]
      : []),
    ...(actors !== undefined && !byItself && !actors.includes(actor)
      ? [{ condition: 'actors', value: actor, required: actors.join(', ') } as const]
      : []),
  ];
}

function unmetByWhen(
  { windows, freezes = [] }: PolicyRule,
  { at }: Occasion,
): readonly Omit<UnmetCondition, 'rule'>[] {
  const frozen = freezes.find(
    ({ from, to }) => Date.parse(from) <= Date.parse(at) && Date.parse(at) < Date.parse(to),
  );
  const required = (windows ?? [])
    .map(({ days, from, to, timeZone }) => `${days.join(' ')} ${from}-${to} ${timeZone}`)
    .join('; ');
  return [
    ...(windows?.some((window) => isWithin(window, at)) === false
      ? [{ condition: 'windows', value: at, required } as const]
      : []),
    ...(frozen === undefined
      ? []
      : [
          { condition: 'freezes', value: at, required: `not before ${frozen.to}: ${frozen.reason}` } as const,
        ]),
  ];
}

/**
 * What does a policy say of an occasion? Every rule that is about it has to allow it; of approvals and thresholds the
 * strictest counts. Without a rule about it everything is allowed.
 */
export function judgePolicy({ rules }: PolicyDocument, occasion: Occasion): PolicyVerdict {
  const about = rules.filter((rule) => isAbout(rule, occasion));
  const unmet = about.flatMap((rule) =>
    [...unmetByWho(rule, occasion), ...unmetByWhen(rule, occasion)].map((one) => ({
      rule: rule.name,
      ...one,
    })),
  );
  return {
    isAllowed: unmet.length === 0,
    unmet,
    approvals: Math.max(0, ...about.map(({ approvals = 0 }) => approvals)),
    floors: about.flatMap(({ thresholds }) => thresholds ?? []),
  };
}
