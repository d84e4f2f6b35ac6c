import { each } from './each.js';

describe('work for each', () => {
  it('is done for those after one that fails, and the failure is told', async () => {
    const done: number[] = [];
    const work = (one: number): Promise<void> => {
      if (one === 2) return Promise.reject(new TypeError('two'));
      done.push(one);
      return Promise.resolve();
    };
    await expect(each([1, 2, 3], work)).rejects.toThrow('two');
    expect(done).toEqual([1, 3]);
    await expect(each([4], work)).resolves.toBeUndefined();
  });
});
