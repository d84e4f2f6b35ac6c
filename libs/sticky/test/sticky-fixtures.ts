import type { UnitAssigned } from '@assay/contracts';
import { newEvent, UnitAssigned as UnitAssignedDefinition } from '@assay/contracts';
import type { StickyEntry, StickyKey } from '../src/index.js';

export const keyOf = (unit: string, overrides: Partial<StickyKey> = {}): StickyKey => ({
  project: 'default',
  experiment: 'checkout',
  run: 1,
  unit,
  ...overrides,
});

export function assigned(key: StickyKey, variant: string): UnitAssigned {
  const metadata = {
    id: '0192a000-0000-7000-8000-000000000001',
    source: 'assignment',
    subject: key.unit,
    time: '2026-01-05T10:00:00.000Z',
    project: key.project,
    actor: 'key:test',
    correlationid: 'c-1',
  };
  const { experiment, run, unit } = key;
  const drawn = { variant, bucket: 42, reason: 'split' as const, propensity: 0.5, revision: 'r1' };
  return newEvent(UnitAssignedDefinition, metadata, { experiment, run, phase: 1, unit, ...drawn });
}

export const entryOf = (key: StickyKey, variant: string, confirmed = false): StickyEntry => ({
  event: assigned(key, variant),
  confirmed,
});
