import { RowBag } from '../src/comparison/row-bag.js';
import { described, pairRows } from '../src/comparison/row-differences.js';
import { tablesRead } from '../src/comparison/compare-models.js';

const row = (unit: string, n: string, note = 'x') => ({ project: 'default', unit, n, note });

describe('what two sequences of rows do not have in common', () => {
  it('is kept alone: equal rows are forgotten, in whatever order they come', () => {
    const bag = new RowBag();
    for (const unit of ['a', 'b', 'c']) bag.add(row(unit, '1'), 1);
    for (const unit of ['c', 'a', 'd']) bag.add(row(unit, '1'), -1);
    expect(bag.size).toBe(2);
    expect(bag.rest(1)).toEqual([row('b', '1')]);
    expect(bag.rest(-1)).toEqual([row('d', '1')]);
  });

  it('counts rows that are there more than once', () => {
    const bag = new RowBag();
    for (let times = 0; times < 3; times += 1) bag.add(row('a', '1'), 1);
    bag.add(row('a', '1'), -1);
    expect(bag.rest(1)).toEqual([row('a', '1'), row('a', '1')]);
  });
});

describe('rows that differ', () => {
  it('are put together where they seem to be the same one, and shown by what names and what differs', () => {
    const [difference, ...others] = pairRows([row('a', '1')], [row('a', '2')]);
    expect(others).toEqual([]);
    expect(difference).toEqual({
      live: { project: 'default', unit: 'a', n: '1' },
      replayed: { project: 'default', unit: 'a', n: '2' },
    });
    expect(described(difference ?? { live: null, replayed: null })).toBe('n is not what the log gives');
  });

  it('stay apart where they have little in common', () => {
    const found = pairRows([row('a', '1')], [row('b', '2', 'y')]);
    expect(found.map(described).sort()).toEqual([
      'the log gives a row that is not there',
      'the log gives no such row',
    ]);
  });

  it('are told with the tables they are in', () => {
    const tables = ['CREATE TABLE units (a text)', 'CREATE TABLE unit_states (b text)'];
    expect(tablesRead('SELECT a FROM units JOIN unit_states USING (a)', { tables })).toBe(
      'units, unit_states',
    );
    expect(tablesRead('SELECT 1', { tables })).toBe('the model');
  });
});
