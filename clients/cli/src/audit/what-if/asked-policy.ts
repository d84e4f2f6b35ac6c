import { UsageError } from '../../errors/usage.error.js';
import type { BanditWhatIfOptions } from './bandit-what-if.command.js';
import type { RolloutWhatIfOptions } from './rollout-what-if.command.js';
import type { WhatIfOptions } from './what-if.command.js';

export type AllWhatIfOptions = WhatIfOptions &
  BanditWhatIfOptions &
  RolloutWhatIfOptions & { readonly rollout?: string };

/** What is tried on the past. */
type AskedPolicy = 'promotion' | 'rollout' | 'bandit';

type OptionName = Exclude<keyof AllWhatIfOptions, 'url' | 'token' | 'data' | 'json'>;

interface PolicyOption {
  readonly flag: string;
  readonly of: AskedPolicy;
  readonly isNumber?: true;
}

const OPTIONS: Readonly<Record<OptionName, PolicyOption>> = {
  minSampleSize: { flag: '--min-sample-size', of: 'promotion', isNumber: true },
  minConfidence: { flag: '--min-confidence', of: 'promotion', isNumber: true },
  minImprovement: { flag: '--min-improvement', of: 'promotion', isNumber: true },
  minRuntimeHours: { flag: '--min-runtime-hours', of: 'promotion', isNumber: true },
  maxErrorRate: { flag: '--max-error-rate', of: 'promotion', isNumber: true },
  maxLagSeconds: { flag: '--max-lag-seconds', of: 'promotion', isNumber: true },
  decisionMethod: { flag: '--decision-method', of: 'promotion' },
  rollout: { flag: '--rollout', of: 'rollout' },
  from: { flag: '--from', of: 'rollout' },
  errorRate: { flag: '--error-rate', of: 'rollout', isNumber: true },
  windowMinutes: { flag: '--window-minutes', of: 'rollout', isNumber: true },
  minOutcomes: { flag: '--min-outcomes', of: 'rollout', isNumber: true },
  per: { flag: '--per', of: 'rollout' },
  triggers: { flag: '--no-triggers', of: 'rollout' },
  policy: { flag: '--policy', of: 'bandit' },
  floor: { flag: '--floor', of: 'bandit', isNumber: true },
  epsilon: { flag: '--epsilon', of: 'bandit', isNumber: true },
};

const SUBJECTS: Readonly<Record<AskedPolicy, string>> = {
  promotion: 'promotions',
  rollout: 'a rollout, which --rollout KEY names',
  bandit: 'a bandit',
};

/**
 * Which policy a command line is about.
 * @throws UsageError for options of another one, which would be passed over, and for numbers that are none
 */
export function askedPolicy(experiment: string | undefined, options: AllWhatIfOptions): AskedPolicy {
  const given = (Object.keys(OPTIONS) as OptionName[])
    .filter((name) => options[name] !== undefined && options[name] !== true)
    .map((name) => ({ ...OPTIONS[name], value: options[name] }));
  const isBandit = given.some((option) => option.of === 'bandit');
  const asked = options.rollout !== undefined ? 'rollout' : isBandit ? 'bandit' : 'promotion';
  for (const { flag, of, isNumber, value } of given) {
    if (of !== asked) throw new UsageError(`${flag} is of ${SUBJECTS[of]}, and this is about ${asked}s`);
    if (isNumber === true && !isNumeric(value))
      throw new UsageError(`${flag} is "${String(value)}"; give a number`);
  }
  if (asked === 'rollout' && experiment !== undefined)
    throw new UsageError(`--rollout names the rollout; "${experiment}" is one name too many`);
  return asked;
}

const isNumeric = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
