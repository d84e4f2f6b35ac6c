import type { AlertReading } from '@assay/alerts';
import type { ExistingRollout } from '../rollout/rollout-state.js';

/** An alert about a rollout: raised, or to be resolved where it was. */
export interface RolloutAlert {
  readonly reading: AlertReading;
  readonly holds: boolean;
}

type Told = Pick<AlertReading, 'severity' | 'message' | 'details'>;
type Rule = (rollout: ExistingRollout) => Told | undefined;

const rolledBack: Rule = (rollout) => {
  if (rollout.status !== 'rolled_back' || !rollout.automatic) return undefined;
  const { reason, live, activation, version } = rollout;
  const served = live === null ? 'it is off for everyone' : `everyone has version ${live.version.name}`;
  const { key } = rollout.design;
  return {
    severity: 'critical',
    message: `${key} was rolled back by itself, ${served}: ${reason}`,
    details: { activation, ...(version === undefined ? {} : { version: version.name }) },
  };
};

const waitsForPerson: Rule = (rollout) => {
  if (rollout.status !== 'paused' || (rollout.signal ?? rollout.needed) === undefined) return undefined;
  const { key } = rollout.design;
  return {
    severity: 'warning',
    message: `${key} is paused until a person resumes it or rolls it back: ${rollout.reason}`,
    details: { activation: rollout.activation, ...(rollout.signal && { signal: rollout.signal.id }) },
  };
};

const stepRefused: Rule = ({ design: { key }, schedule }) => {
  const refused = schedule?.refused;
  if (!refused) return undefined;
  const { step, at, unmet } = refused;
  return {
    severity: 'warning',
    message: `${key} did not advance by itself at ${at}: ${unmet.join('; ')}`,
    details: { step },
  };
};

const RULES: Readonly<Record<string, Rule>> = {
  'rollout-rolled-back': rolledBack,
  'rollout-waits-for-person': waitsForPerson,
  'rollout-step-refused': stepRefused,
};

/** What people should know of a rollout as it stands. */
export const alertsOf = (project: string, rollout: ExistingRollout): readonly RolloutAlert[] =>
  Object.entries(RULES).map(([rule, tell]) => {
    const told = tell(rollout) ?? { severity: 'info' as const, message: `${rollout.design.key} goes on` };
    const reading = { project, rule, subject: rollout.design.key, value: null, limit: null, ...told };
    return { reading, holds: told.severity !== 'info' };
  });
