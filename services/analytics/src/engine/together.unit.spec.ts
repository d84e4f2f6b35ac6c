import { setImmediate } from 'node:timers/promises';
import { inOrder, together } from './together.js';

const failing = async (message: string, turns: number): Promise<never> => {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  throw new Error(message);
};

describe('what a batch does at the same time', () => {
  it('throws what failed first, in time, and waits for the others', async () => {
    let isDone = false;
    const slow = setImmediate().then(async () => {
      await failing('because of it', 5).finally(() => {
        isDone = true;
      });
    });
    await expect(together(slow, failing('at first', 1))).rejects.toThrow('at first');
    expect(isDone).toBe(true);
  });

  it('begins in order, without waiting for answers', async () => {
    const order: string[] = [];
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await inOrder(
      async () => {
        order.push('first');
        await answered;
        order.push('first answered');
      },
      () => {
        order.push('second');
        answer();
        return Promise.resolve();
      },
    );
    expect(order).toEqual(['first', 'second', 'first answered']);
  });

  it('tells what could not even be begun', async () => {
    const impossible = (): Promise<never> => {
      throw new Error('not to be put into text');
    };
    await expect(inOrder(() => Promise.resolve(), impossible)).rejects.toThrow('not to be put into text');
  });
});
