import { Readiness } from '../src/index.js';

describe('Readiness', () => {
  it('is ready when every part is', async () => {
    const readiness = new Readiness();
    readiness.add({ name: 'bus', check: () => ({ ready: true }) });
    expect(await readiness.report()).toEqual({ status: 'ready', checks: { bus: { ready: true } } });
  });

  it('says which part is not, and why', async () => {
    const readiness = new Readiness();
    readiness.add({ name: 'bus', check: () => Promise.resolve({ ready: true }) });
    readiness.add({ name: 'database', check: () => Promise.reject(new TypeError('connection refused')) });
    expect(await readiness.report()).toEqual({
      status: 'not_ready',
      checks: { bus: { ready: true }, database: { ready: false, detail: 'connection refused' } },
    });
  });

  it('does not wait for ever', async () => {
    const readiness = new Readiness();
    readiness.add({ name: 'database', check: () => new Promise(() => undefined) });
    const { checks } = await readiness.report();
    expect(checks['database']).toEqual({ ready: false, detail: 'the check did not answer in time' });
  });

  it('is not ready once the process drains', async () => {
    const readiness = new Readiness();
    readiness.drain();
    expect(await readiness.report()).toMatchObject({
      status: 'not_ready',
      checks: { process: { ready: false } },
    });
  });
});
