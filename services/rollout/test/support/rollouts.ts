import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import { eventually } from '@assay/testing';
import { compileRollout, evaluateUnit } from '../../src/rollout-handling/compile-rollout.js';
import { RolloutLog } from '../../src/rollout-handling/rollout-log.js';
import { outcome } from './outcomes.js';
import type { RunningService } from './running-service.js';

export const range = (n: number, prefix = 'unit'): readonly string[] =>
  Array.from({ length: n }, (_, i) => `${prefix}-${String(i)}`);

export const path = (key: string, step = ''): string => `/api/v1/rollouts/${key}${step}`;
export const override = { override: { reason: 'agreed with the team' } };

/** A rollout’s present activation, and the units that have it. */
export interface AtTenPercent {
  readonly activation: string;
  readonly enabled: readonly string[];
  readonly off: readonly string[];
}

async function atTenPercent(service: RunningService, key: string, body: object): Promise<AtTenPercent> {
  await service.call('POST', '/api/v1/rollouts', { body: { key, ...body } });
  await service.call('POST', path(key, '/start'));
  const advanced = await service.call('POST', path(key, '/advance'), { body: override });
  expect(advanced).toMatchObject({ status: 200, body: { tier: 'tier_2_early_adopters', percentage: 10 } });
  const rollout = await service.app.get(RolloutLog, { strict: false }).load('default', key);
  if (rollout.status !== 'in_progress') throw new TypeError(`rollout ${key} is ${rollout.status}`);
  const definition = compileRollout(rollout);
  const units = range(1000, key);
  const isEnabled = (unit: string): boolean => evaluateUnit(definition, unit).enabled;
  return {
    activation: rollout.activation,
    enabled: units.filter(isEnabled),
    off: units.filter((unit) => !isEnabled(unit)),
  };
}

/** One outcome of each unit; every fifth is an error. */
export const twentyPercentErrors = (
  units: readonly string[],
  flag: string,
  activation?: string,
  at?: number,
) =>
  units.map((unit, i) =>
    outcome(unit, { flag, activation, success: i % 5 !== 0, ...(at === undefined ? {} : { at }) }),
  );

async function eventTypes(service: RunningService, key: string): Promise<readonly string[]> {
  const store = service.app.get<EventStore>(EVENT_STORE, { strict: false });
  return (await store.load(`default/rollout/${key}`)).map(({ event }) => event.type);
}

async function hasSeen(service: RunningService, key: string, units: number): Promise<void> {
  await eventually(async () => {
    const { body } = await service.call('GET', path(key));
    expect(body).toMatchObject({ stats: { totalUnits: units } });
  });
}

/** Rollouts of a service that is started later. */
export const rolloutsOf = (service: () => RunningService) => ({
  atTenPercent: (key: string, body: object = {}) => atTenPercent(service(), key, body),
  eventTypes: (key: string) => eventTypes(service(), key),
  hasSeen: (key: string, units: number) => hasSeen(service(), key, units),
});
