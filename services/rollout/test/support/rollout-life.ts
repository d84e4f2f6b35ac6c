import type { EventMetadata, RolloutEvent } from '@assay/contracts';
import { DEFAULT_TIERS } from '@assay/contracts';
import { windowRules } from '../../src/certificate/window-certificate.js';
import type { OutcomeCounts } from '../../src/health/outcome-counts.js';
import type {
  CreateRollout,
  RollBackOnBreach,
  RollBackRollout,
  RollbackTarget,
  RolloutCommand,
  StartRollout,
} from '../../src/rollout/rollout-command.js';
import { judgedActivation } from '../../src/rollout/judged-activation.js';
import { rolloutDecider } from '../../src/rollout/rollout.decider.js';
import type { RolloutDesign, RolloutState } from '../../src/rollout/rollout-state.js';

export const HOUR = 3_600_000;
/** In place of the activation that is in force when a command is given. */
export const IN_FORCE = 'in force';
const start = Date.parse('2026-03-01T00:00:00.000Z');
export const at = (hours: number): string => new Date(start + hours * HOUR).toISOString();
export const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const metadata = (hours: number): EventMetadata => ({
  id: uuid(900 + hours),
  source: 'rollout',
  subject: 'default/rollout/new-search',
  time: at(hours),
  project: 'default',
  actor: 'person:ada',
  correlationid: 'c-1',
});

export const design: RolloutDesign = {
  key: 'new-search',
  name: 'New search',
  salt: 'new-search',
  allow: [],
  deny: [],
  errorThreshold: { errorRate: 0.05, windowMs: HOUR, minOutcomes: 20 },
  minHoursInTier: 48,
  tiers: [...DEFAULT_TIERS],
  triggers: [],
};

/** Up to where the log had been counted. */
export const offsets = [{ topic: 'assay.interactions.v1', partition: 3, offset: 41 }];
export const healthy: OutcomeCounts = { units: 100, unitsWithError: 2, outcomes: 200, errors: 4 };

export const create: CreateRollout = { type: 'CreateRollout', metadata: metadata(0), design, version: '1.0' };
export const begin: StartRollout = {
  type: 'StartRollout',
  metadata: metadata(1),
  activation: uuid(1),
  needs: [],
};
/** Another start, with a version of its own. */
export const startAgain = (hours: number, activation: number, version?: number): StartRollout => ({
  ...begin,
  metadata: metadata(hours),
  activation: uuid(activation),
  version,
});
export const publish = (hours: number, name: string): RolloutCommand => ({
  type: 'PublishVersion',
  metadata: metadata(hours),
  version: { name },
});
export const advance = (
  hours: number,
  activation: number,
  more: Partial<Extract<RolloutCommand, { type: 'AdvanceRollout' }>> = {},
): RolloutCommand => ({
  type: 'AdvanceRollout',
  metadata: metadata(hours),
  activation: uuid(activation),
  judged: IN_FORCE,
  health: healthy,
  ...{ offsets, needs: [] },
  ...more,
});
export const forced = (hours: number, activation: number): RolloutCommand =>
  advance(hours, activation, { override: { reason: 'agreed with the team' } });
/** Through all tiers, each after its time; 200 hours long. */
export const allTheWay = (from: number, activation: number): readonly RolloutCommand[] =>
  [1, 2, 3, 4].map((step) => advance(from + step * 48, activation + step));
export const rollBack = (hours: number, to: RollbackTarget = 'previous'): RollBackRollout => ({
  type: 'RollBackRollout',
  metadata: metadata(hours),
  activation: uuid(77),
  judged: IN_FORCE,
  reason: 'search is slow',
  to,
});
export const breach = (breached: number): RollBackOnBreach => ({
  type: 'RollBackOnBreach',
  metadata: metadata(3),
  activation: uuid(88),
  certificate: windowRules.certify({
    ...{ rollout: design.key, activation: uuid(breached), from: at(2), decidedAt: at(3), offsets },
    counts: { units: 50, unitsWithError: 10, outcomes: 60, errors: 12 },
    threshold: design.errorThreshold,
  }),
});

function judging<Command extends RolloutCommand>(command: Command, state: RolloutState): Command {
  if (!('judged' in command) || command.judged !== IN_FORCE) return command;
  return { ...command, judged: judgedActivation(state, undefined) };
}

/** The events that the commands before led to. */
export function given(...commands: readonly RolloutCommand[]): {
  state: RolloutState;
  when(command: RolloutCommand): ReturnType<typeof rolloutDecider.decide>;
} {
  const state = commands.reduce<RolloutState>((current, command) => {
    const decision = rolloutDecider.decide(judging(command, current), current);
    if (decision.outcome === 'refused') throw new TypeError(`${command.type}: ${decision.refusal.code}`);
    return decision.events.reduce((next, event) => rolloutDecider.evolve(next, event), current);
  }, rolloutDecider.initial);
  return { state, when: (command) => rolloutDecider.decide(judging(command, state), state) };
}

export const events = (decision: ReturnType<typeof rolloutDecider.decide>): readonly RolloutEvent[] =>
  decision.outcome === 'accepted' ? decision.events : [];
