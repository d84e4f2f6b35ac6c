import type { UnitEntry, UnitState } from './unit-state.js';
import { decodeUnitState, encodeUnitState, NEW_UNIT, REMOVED } from './unit-state.js';

const entry: UnitEntry = {
  experiment: 'checkout',
  run: 1,
  version: 3,
  first: { time: 1_767_571_200_000, phase: 2, variant: 'b' },
  variants: ['b'],
  failed: false,
  values: [0, -2_500_000],
  dimensions: [],
  weight: 0,
};
const seenTwice = { ...entry, variants: ['a', 'b', 'c'], failed: true };
const HOSTILE = 'back\\slash "quote" ünïcode 🙂\u001f\u001e\n\ud800';

const states: readonly UnitState[] = [
  NEW_UNIT,
  { ...NEW_UNIT, alias: 'user "1"\\' },
  { ...NEW_UNIT, forgotten: true },
  { ...NEW_UNIT, entries: [entry] },
  { alias: 'user', forgotten: true, entries: [entry, { ...entry, experiment: 'search', values: [] }] },
  { ...NEW_UNIT, entries: [{ ...seenTwice, values: [12_345_678_901_234_567_890n], weight: 2_000_000 }] },
  { ...NEW_UNIT, entries: [{ ...entry, dimensions: ['NL', '', REMOVED, HOSTILE] }] },
];

describe('the state of a unit', () => {
  it.each(states)('is the same after it was stored (%#)', (state) => {
    expect(decodeUnitState(encodeUnitState(state))).toEqual(state);
  });

  it('leaves out what most units do not have', () => {
    expect(encodeUnitState({ ...NEW_UNIT, entries: [entry] })).toBe(
      '[["checkout",1,3,1767571200000,2,"b",[0,-2500000]]]',
    );
  });

  it('is one line without what its list in the database is separated by', () => {
    const texts = states.map(encodeUnitState);
    expect(texts.filter((text) => text.includes('\n') || text.includes('\u001e'))).toEqual([]);
  });
});
