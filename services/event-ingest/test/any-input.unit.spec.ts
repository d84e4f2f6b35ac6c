import { contextProblem, dataProblem, EVENT_TYPES } from '@assay/contracts';
import * as fc from 'fast-check';
import { readRawEvent } from '../src/event/read-raw-event.js';
import { asRawEvent } from '../src/track/tracked-event.js';
import { context, RECEIVED_AT } from './context.js';

const anything = fc.anything({ withNullPrototype: false });
const text = fc.string({ maxLength: 250, unit: 'binary' });
/** Mostly a value that is right: most events have one field that is wrong, or none. */
const someValue = (...right: readonly unknown[]) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.oneof(text, fc.double(), anything) },
  );
const unit = someValue('u1');
const common = {
  id: someValue('order-1', '0198c5a2-6f0e-7c3a-9d0b-1c5f3a2b4c6d'),
  time: someValue('2026-02-01T00:00:00Z', RECEIVED_AT),
  attributes: someValue({ a: 1 }),
};
const value = someValue(12.5, '12.50');
const exposure = {
  ...{ experiment: someValue('checkout'), variant: someValue('blue') },
  ...{ run: someValue(1), propensity: someValue(0.5) },
};
const near = fc.oneof(
  fc.record(
    { type: someValue('purchase', 'click'), unit, value, ...common },
    { requiredKeys: ['type', 'unit'] },
  ),
  fc.record(
    { type: fc.constant('exposure'), unit, ...exposure, ...common },
    { requiredKeys: ['type', 'unit', 'experiment', 'variant'] },
  ),
  fc.record(
    {
      type: fc.constant('outcome'),
      unit,
      success: someValue(true, false),
      flag: someValue('search'),
      ...common,
    },
    { requiredKeys: ['type', 'unit', 'success'] },
  ),
);

let accepted: string[];
beforeEach(() => {
  accepted = [];
});

/** What a reader of the log says about an event that ingest accepts. */
function problemOf(raw: unknown): string | undefined {
  const checked = readRawEvent(raw, context());
  if (!checked.ok) return undefined;
  accepted.push(checked.value.type);
  const { data, ...attributes } = checked.value;
  const definition = EVENT_TYPES.get(checked.value.type);
  return contextProblem(attributes) ?? (definition && dataProblem(definition, data));
}

describe('whatever is sent', () => {
  it('is refused, or becomes an event that every reader of the log accepts', () => {
    fc.assert(
      fc.property(fc.oneof(near, anything), (raw) => {
        expect(problemOf(raw)).toBeUndefined();
      }),
      { numRuns: 5_000, seed: 20260301 },
    );
    expect(accepted.length).toBeGreaterThan(1_000);
    expect(new Set(accepted).size).toBe(3);
  });

  it('is refused or accepted by every reader in older field names, too', () => {
    fc.assert(
      fc.property(unit, common.time, value, (someone, time, amount) => {
        const tracked = { unit: String(someone), time: time as string, value: amount as number };
        expect(problemOf(asRawEvent('purchase', tracked))).toBeUndefined();
      }),
      { numRuns: 1_000, seed: 20260302 },
    );
    expect(accepted.length).toBeGreaterThan(100);
  });
});
