import type { EventEnvelope } from '@assay/contracts';
import { exposure, interaction, outcome, START } from '../../../test/support/events.js';
import type { ObservedEvent } from '../state/observation.js';
import { copyText, observationOf, splitUnitKey, storedData, unitEventOf } from './unit-event.js';
import type { HistoryRow } from './unit-event.js';

const at = { unit: 'u', time: START };
const TIME = String(START);
const arrived = (event: EventEnvelope) => unitEventOf(event as ObservedEvent);
const fieldsOf = (event: EventEnvelope) => arrived(event).row.split('\t').slice(2);

describe('a row of the read model', () => {
  it('keeps of an exposure where it was seen, and how it was decided', () => {
    expect(fieldsOf(exposure({ ...at, experiment: 'e', variant: 'a' }))).toEqual([
      '0',
      'e',
      TIME,
      '\\N',
      '[1,1,"a","split",0.5]',
      '\\N',
    ]);
  });

  it('keeps the value of an interaction in millionths', () => {
    const fields = fieldsOf(interaction({ ...at, name: 'buy', value: '12.50' }));
    expect(fields).toEqual(['1', 'buy', TIME, '12500000', '\\N', '\\N']);
  });

  it('keeps of an outcome whether it succeeded, and its flag', () => {
    const fields = fieldsOf(outcome({ ...at, success: false, flag: 'f' }));
    expect(fields).toEqual(['2', 'f', TIME, '0', '\\N', '\\N']);
  });

  it('names a unit within its project', () => {
    const here = arrived(interaction({ ...at, name: 'buy' }));
    const there = arrived(interaction({ ...at, name: 'buy', project: 'other' }));
    expect([splitUnitKey(here.unitKey), splitUnitKey(there.unitKey)]).toEqual([
      ['default', 'u'],
      ['other', 'u'],
    ]);
  });

  it('escapes what COPY would read as structure', () => {
    expect(copyText('a\tb\nc\rd\\e')).toBe('a\\tb\\nc\\rd\\\\e');
  });
});

const row = (rest: Partial<HistoryRow>): HistoryRow => ({
  id: 'x',
  unit_key: 'k',
  time: START,
  kind: 1,
  name: 'buy',
  value: null,
  details: null,
  forwarded_from: null,
  ...rest,
});

describe('a row that is read back', () => {
  it('says what happened', () => {
    expect([
      observationOf(row({ value: 2_500_000, details: '{"plan":"pro"}' })),
      observationOf(row({ name: 'look' })),
      observationOf(row({ kind: 2, name: 'f', value: 1 })),
    ]).toEqual([
      { kind: 'interaction', time: START, name: 'buy', micros: 2_500_000, attributes: { plan: 'pro' } },
      { kind: 'interaction', time: START, name: 'look', micros: 0, attributes: undefined },
      { kind: 'outcome', time: START, flag: 'f', success: true },
    ]);
  });

  it('is an exposure only where chance decided', () => {
    const details = (reason: string, propensity = '0.5') =>
      `[2,3,"a","${reason}",${propensity},{"country":"NL"}]`;
    expect(observationOf(row({ kind: 0, name: 'e', details: details('split', '1e-310') }))).toBeUndefined();
    expect(observationOf(row({ kind: 0, name: 'e', details: details('override') }))).toBeUndefined();
    expect(observationOf(row({ kind: 0, name: 'e', details: details('split') }))).toEqual({
      kind: 'exposure',
      id: 'x',
      time: START,
      experiment: 'e',
      run: 2,
      phase: 3,
      variant: 'a',
      propensity: 0.5,
      attributes: { country: 'NL' },
    });
  });

  it.each([
    [0, '0'],
    [1, '0.000001'],
    [-12_500_000, '-12.5'],
    [999_999_999_999_999, '999999999.999999'],
  ])('has the value %d as %s again', (value, text) => {
    expect(storedData(row({ value }))).toEqual({ name: 'buy', value: text });
  });
});
