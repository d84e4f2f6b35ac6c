import { StoredUnitFilter } from './stored-unit-filter.js';

const keys = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `unit-${String(from + index).padStart(9, '0')}`);

describe('the units of a partition', () => {
  it('may all have a state until those are read that had one before', () => {
    const units = new StoredUnitFilter();
    expect(units.readFrom).toBe('');
    units.read(keys(0, 10));
    expect(units.readFrom).toBe('unit-000000009');
    expect(units.mightContain('unit-x')).toBe(true);
    units.read([]);
    expect(units.readFrom).toBeUndefined();
    expect(units.mightContain('unit-x')).toBe(false);
    expect(keys(0, 10).every((key) => units.mightContain(key))).toBe(true);
  });

  it('are known that got one since', () => {
    const units = new StoredUnitFilter();
    units.add(['a']);
    units.read([]);
    units.add(['b']);
    expect(['a', 'b', 'c'].map((key) => units.mightContain(key))).toEqual([true, true, false]);
  });

  it('are told apart, however many there are', () => {
    const units = new StoredUnitFilter();
    units.read([]);
    units.add(keys(0, 300_000));
    expect(keys(0, 300_000).every((key) => units.mightContain(key))).toBe(true);
    const wrong = keys(300_000, 600_000).filter((key) => units.mightContain(key)).length;
    expect(wrong / 300_000).toBeLessThan(0.015);
  });

  it('may all have a state where they are too many to be remembered', () => {
    const units = new StoredUnitFilter();
    units.read([]);
    units.add(keys(0, 1_400_000));
    expect(units.mightContain('unit-x')).toBe(true);
    expect(units.readFrom).toBeUndefined();
  });
});
