import { setImmediate as turn } from 'node:timers/promises';
import { Gathered } from '../src/flow/gathered.js';

describe('what is asked in one turn', () => {
  const asked: number[][] = [];
  const doubled = (most: number) =>
    new Gathered<number, number>((numbers) => {
      asked.push([...numbers]);
      return Promise.resolve(numbers.map((number) => number * 2));
    }, most);
  beforeEach(() => asked.splice(0));

  it('is asked at once, and everybody gets their own answer', async () => {
    const gathered = doubled(10);
    expect(await Promise.all([1, 2, 3].map((number) => gathered.ask(number)))).toEqual([2, 4, 6]);
    expect(await gathered.ask(4)).toBe(8);
    expect(asked).toEqual([[1, 2, 3], [4]]);
  });

  it('is asked in several calls where it is too much for one', async () => {
    const gathered = doubled(2);
    expect(await Promise.all([1, 2, 3, 4, 5].map((number) => gathered.ask(number)))).toEqual([
      2, 4, 6, 8, 10,
    ]);
    expect(asked).toEqual([[1, 2], [3, 4], [5]]);
    await turn();
    expect(asked).toHaveLength(3);
  });
});
