import { Wakeup } from '../src/relay/wakeup.js';

const LONG = 3_600_000;

describe('waiting for a wake-up', () => {
  it('ends with the signal', async () => {
    const wakeup = new Wakeup();
    const waiting = wakeup.wait(LONG);
    wakeup.wake();
    await expect(waiting).resolves.toBeUndefined();
  });

  it('does not begin when the signal came before', async () => {
    const wakeup = new Wakeup();
    wakeup.wake();
    await expect(wakeup.wait(LONG)).resolves.toBeUndefined();
  });

  it('takes each signal once, however often it was given', async () => {
    const wakeup = new Wakeup();
    wakeup.wake();
    wakeup.wake();
    await wakeup.wait(LONG);
    const outcome = await Promise.race([
      wakeup.wait(LONG).then(() => 'woken'),
      new Promise((resolve) => setTimeout(resolve, 20, 'waiting')),
    ]);
    wakeup.wake();
    expect(outcome).toBe('waiting');
  });

  it('ends after a while by itself', async () => {
    await expect(new Wakeup().wait(1)).resolves.toBeUndefined();
  });
});
