import { deadline, TookTooLongError, within } from '../src/index.js';

const never = <Value>() => new Promise<Value>(() => undefined);

function blockFor(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe('deadline', () => {
  it('gives the value, or the error, of work that is in time', async () => {
    await expect(deadline(10_000, Promise.resolve('value'))).resolves.toBe('value');
    await expect(deadline(10_000, Promise.reject(new RangeError('its own')))).rejects.toThrow('its own');
  });

  it('says how long it waited for work that never ends', async () => {
    await expect(deadline(5, never())).rejects.toThrow(new TookTooLongError(5));
  });

  it('takes an answer that arrived while the process itself was busy', async () => {
    // The answer lies ready in the event loop’s queue when both it and the timer are due.
    const answer = new Promise<string>((resolve) => setTimeout(() => resolve('arrived'), 2));
    const asked = deadline(1, answer);
    blockFor(20);
    await expect(asked).resolves.toBe('arrived');
  });
});

describe('within', () => {
  it('gives the alternative when it takes too long or fails', async () => {
    expect(await within(5, never<string>(), 'otherwise')).toBe('otherwise');
    expect(await within(5, Promise.reject<string>(new RangeError('x')), 'otherwise')).toBe('otherwise');
  });
});
