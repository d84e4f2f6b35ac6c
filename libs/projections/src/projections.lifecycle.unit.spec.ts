import { Readiness } from '@assay/platform';
import { NotLiveError } from './errors/index.js';
import type { Projections } from './projections.js';
import { ProjectionsLifecycle } from './projections.lifecycle.js';

const NAME = 'rollout-read-models';

function started(read: (name: string) => Promise<unknown>) {
  const projections = {
    service: 'rollout',
    names: () => ['rollouts', 'outcomes'],
    start: () => undefined,
    read,
  };
  const readiness = new Readiness();
  new ProjectionsLifecycle(
    projections as unknown as Projections,
    { opened: Promise.resolve() },
    undefined,
    readiness,
  ).onApplicationBootstrap();
  return readiness;
}

describe('a process with read models', () => {
  it('is not ready before each of them has tables, and asks for them no more when it is', async () => {
    let there = false;
    let asked = 0;
    const readiness = started((name) => {
      asked += 1;
      return name === 'outcomes' && !there
        ? Promise.reject(new NotLiveError(name, 1, undefined))
        : Promise.resolve();
    });
    const { status, checks } = await readiness.report();
    expect([status, checks[NAME]?.detail]).toEqual([
      'not_ready',
      expect.stringContaining('projection outcomes is not live'),
    ]);
    there = true;
    expect(await readiness.report()).toMatchObject({ status: 'ready' });
    const before = asked;
    expect(await readiness.report()).toMatchObject({ status: 'ready' });
    expect(asked).toBe(before);
  });

  it('is ready while its database does not answer: what it does without it goes on', async () => {
    const readiness = started(() => Promise.reject(new Error('connection refused')));
    expect(await readiness.report()).toMatchObject({ status: 'ready' });
  });
});
