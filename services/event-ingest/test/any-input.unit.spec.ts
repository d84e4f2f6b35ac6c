import { contextProblem, dataProblem, EVENT_TYPES } from '@assay/contracts';
import * as fc from 'fast-check';
import { readRawEvent } from '../src/event/read-raw-event.js';
import { asRawEvent } from '../src/track/tracked-event.js';
import { context, RECEIVED_AT } from './context.js';

const anything = fc.anything({ withNullPrototype: false });
const text = fc.string({ maxLength: 250, unit: 'binary' });
const someValue = (...likely: readonly unknown[]) =>
  fc.oneof(fc.constantFrom(...likely), text, fc.double(), anything);
const near = fc.record(
  {
    type: someValue('exposure', 'outcome', 'purchase', 'click'),
    unit: someValue('u1'),
    userId: someValue('u1'),
    id: someValue('order-1', '0198c5a2-6f0e-7c3a-9d0b-1c5f3a2b4c6d'),
    time: someValue('2026-02-01T00:00:00Z', RECEIVED_AT),
    value: someValue(12.5, '12.50'),
    experiment: someValue('checkout'),
    variant: someValue('blue'),
    run: someValue(1),
    propensity: someValue(0.5),
    success: someValue(true),
    attributes: someValue({ a: 1 }),
  },
  { requiredKeys: ['type', 'unit'] },
);

/** What a reader of the log says about an event that ingest accepts. */
function problemOf(raw: unknown): string | undefined {
  const checked = readRawEvent(raw, context());
  if (!checked.ok) return undefined;
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
  });

  it('in older field names too', () => {
    fc.assert(
      fc.property(near, ({ unit, time, value }) => {
        const tracked = { unit: String(unit), time: time as string, value: value as number };
        expect(problemOf(asRawEvent('purchase', tracked))).toBeUndefined();
      }),
      { numRuns: 1_000, seed: 20260302 },
    );
  });
});
