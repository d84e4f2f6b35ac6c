import { eventually } from './eventually.js';

describe('eventually', () => {
  it('returns the value of the first check that holds', async () => {
    let calls = 0;
    const value = await eventually(() => (++calls < 3 ? false : calls), { intervalMs: 1 });
    expect(value).toBe(3);
  });

  it('repeats a check that throws', async () => {
    let calls = 0;
    await eventually(() => expect(++calls).toBe(4), { intervalMs: 1 });
    expect(calls).toBe(4);
  });

  it('says what it saw last when the limit passes', async () => {
    const never = eventually(() => Promise.reject(new RangeError('still 7')), {
      timeoutMs: 5,
      intervalMs: 1,
    });
    await expect(never).rejects.toMatchObject({
      code: 'EVENTUALLY_TIMEOUT',
      message: 'Not reached within 5 ms. Last seen: still 7',
    });
  });
});
