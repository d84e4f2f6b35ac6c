import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const PATH = '/api/v1/admin/experiments/checkout';

describe('an experiment as of a moment', () => {
  let service: AssignmentApp;
  const moments: string[] = [];
  /** Between what was before and what comes after, by the clock that both are stamped with. */
  const moment = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 3));
    moments.push(new Date().toISOString());
    await new Promise((resolve) => setTimeout(resolve, 3));
  };
  const at = (asOf: string) => service.call('GET', `${PATH}?asOf=${encodeURIComponent(asOf)}`);

  beforeAll(async () => {
    service = await assignmentApp();
    await moment();
    const variants = [{ key: 'control', isControl: true }, { key: 'b' }];
    await service.call('POST', '/api/v1/admin/experiments', { key: 'checkout', variants });
    await moment();
    await service.call('POST', `${PATH}/start`, {});
    await moment();
    await service.call('POST', `${PATH}/pause`, { reason: 'a look at it' });
    await moment();
  });
  afterAll(() => service.stop());

  it('is what it was then, not what it is now', async () => {
    const [, drafted, running, paused] = await Promise.all(moments.map(at));
    expect(drafted).toMatchObject({ status: 200, body: { status: 'draft', run: null } });
    expect(running).toMatchObject({ status: 200, body: { status: 'running', run: 1, reason: null } });
    expect(paused).toMatchObject({ status: 200, body: { status: 'paused', reason: 'a look at it' } });
    expect((await service.call('GET', PATH)).body).toEqual(paused?.body);
  });

  it('was not there before it was created', async () => {
    expect(await at(moments[0] ?? '')).toMatchObject({
      status: 404,
      body: { code: 'EXPERIMENT_NOT_FOUND', errors: [{ path: 'asOf', value: moments[0] }] },
    });
  });

  it('refuses what is no moment', async () => {
    expect(await at('yesterday')).toMatchObject({
      status: 400,
      body: {
        code: 'VALIDATION_FAILED',
        errors: [expect.objectContaining({ path: 'asOf', value: 'yesterday' })],
      },
    });
  });
});
