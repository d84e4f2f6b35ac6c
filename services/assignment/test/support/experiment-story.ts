import type { EventMetadata } from '@assay/contracts';
import { streamId } from '@assay/contracts';
import type { ExperimentCommand } from '../../src/experiment/experiment-command.js';
import type { ExperimentStreamEvent } from '../../src/experiment/experiment-evolve.fold.js';
import { experimentDecider } from '../../src/experiment/experiment.decider.js';
import type {
  ExistingExperiment,
  ExperimentDesign,
  ExperimentState,
  Variant,
} from '../../src/experiment/experiment-state.js';

export const NOW = '2026-01-05T10:00:00.000Z';

let minted = 0;
const nextId = (): string => {
  minted += 1;
  return `0192a000-0000-7000-8000-${String(minted).padStart(12, '0')}`;
};

export const metadata = (overrides: Partial<EventMetadata> = {}): EventMetadata => ({
  id: nextId(),
  source: 'assignment',
  subject: streamId('default', 'experiment', 'checkout'),
  time: NOW,
  project: 'default',
  actor: 'user:alice',
  correlationid: 'c-1',
  ...overrides,
});

export const DESIGN: ExperimentDesign = {
  key: 'checkout',
  number: 1,
  name: 'Checkout button',
  hypothesis: 'Green sells more',
  experimentType: 'ab_test',
  origin: 'assigned',
  unitType: 'user',
  trafficAllocation: 100,
  primaryMetric: null,
  secondaryMetrics: [],
  plannedUnits: null,
};

export const variant = (key: string, overrides: Partial<Variant> = {}): Variant => ({
  key,
  name: key,
  isControl: key === 'control',
  weight: 1,
  config: {},
  ...overrides,
});

type WithoutMetadata<Command> = Command extends unknown
  ? Omit<Command, 'metadata'> & { readonly metadata?: EventMetadata }
  : never;
export type CommandOf = WithoutMetadata<ExperimentCommand>;

const complete = (command: CommandOf): ExperimentCommand => ({
  ...command,
  metadata: command.metadata ?? metadata(),
});

/** The events of commands that must all be accepted, one after the other. */
export function history(...commands: readonly CommandOf[]): readonly ExperimentStreamEvent[] {
  return commands.reduce<readonly ExperimentStreamEvent[]>((events, command) => {
    const decision = experimentDecider.decide(complete(command), stateAfter(events));
    if (decision.outcome === 'refused') throw new TypeError(`refused: ${decision.refusal.code}`);
    return [...events, ...decision.events];
  }, []);
}

export const stateAfter = (events: readonly ExperimentStreamEvent[]): ExperimentState =>
  events.reduce((state, event) => experimentDecider.evolve(state, event), experimentDecider.initial);

/** The same of an experiment that must be there. */
export function existingAfter(events: readonly ExperimentStreamEvent[]): ExistingExperiment {
  const state = stateAfter(events);
  if (state.status === 'absent') throw new TypeError('it was not created');
  return state;
}

/** given these events, when this command comes, then … */
export const given = (events: readonly ExperimentStreamEvent[]) => ({
  when: (command: CommandOf) => experimentDecider.decide(complete(command), stateAfter(events)),
});

/** The accepted events as type and data, or the refusal. */
export function outcomeOf(decision: ReturnType<ReturnType<typeof given>['when']>): unknown {
  if (decision.outcome === 'refused') return decision.refusal;
  return decision.events.map(({ type, data }) => ({ type, data }));
}

export const CREATED: CommandOf = {
  type: 'CreateExperiment',
  design: DESIGN,
  variants: [variant('control'), variant('treatment')],
};
export const STARTED: CommandOf = { type: 'StartExperiment' };
export const PROMOTION = '0192a000-0000-7000-9000-000000000001';
export const REQUEST = '0192a000-0000-7000-9000-000000000002';
export const ROLLBACK = '0192a000-0000-7000-9000-000000000003';

export const promoted = (certifiedVersion: number, request = REQUEST): CommandOf => ({
  type: 'ConcludeForPromotion',
  metadata: metadata({ causationid: request, actor: 'service:promotion' }),
  request,
  promotionId: PROMOTION,
  variant: 'treatment',
  certifiedVersion,
});

export const rolledBack = (promotionId = PROMOTION, request = ROLLBACK): CommandOf => ({
  type: 'ReopenForRollback',
  metadata: metadata({ causationid: request, actor: 'service:promotion' }),
  request,
  promotionId,
  reason: 'errors went up',
});
