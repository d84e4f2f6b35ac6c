import { evaluateExperiment } from '@assay/bucketing';
import { experiment, payload, rollout } from './support/definitions.js';
import { ConfiguredClient } from './support/configured-client.js';

const LINKED = '/api/v1/identities/linked';
const LINK = '/api/v1/identities/link';
const user = { targetingKey: 'user-1' };
const drawn = evaluateExperiment(experiment(), { unit: user.targetingKey }).variant;
const before = drawn === 'control' ? 'treatment' : 'control';
const kept = {
  ...{ key: 'checkout', value: { color: 'red' }, variant: before, reason: 'SPLIT' },
  metadata: { kind: 'experiment', reason: 'sticky', inExperiment: true, run: 1 },
};

describe('users who may have been anonymous before', () => {
  const configured = new ConfiguredClient();
  const ask = (key = 'checkout') => configured.client.getObjectDetails(key, {}, user);
  /** A project with links, whose gateway says this of the unit. */
  const begin = async (linked: boolean | undefined, flags: readonly object[] = [experiment(), rollout()]) => {
    configured.current = payload(flags, { links: true });
    configured.remote = linked === undefined ? undefined : { status: 200, body: { ...kept, linked } };
    await configured.begin(linked === undefined ? { remote: { timeoutMs: 50 } } : {});
  };

  it('are answered by the gateway, which is asked once whether they are', async () => {
    await begin(true);
    for (let time = 0; time < 3; time += 1) expect((await ask()).variant).toBe(before);
    expect(configured.asked(LINKED).map(({ body }) => body)).toEqual(['{"unit":"user-1"}']);
    expect(configured.asked('/ofrep/v1/evaluate/flags/checkout')).toHaveLength(1);
  });

  it('are answered here where they are not', async () => {
    await begin(false);
    for (let time = 0; time < 3; time += 1) expect((await ask()).variant).toBe(drawn);
    expect(configured.asked(LINKED)).toHaveLength(1);
    expect(configured.asked('/ofrep/v1/evaluate/flags/checkout')).toEqual([]);
  });

  it('are asked about again under other definitions', async () => {
    await begin(false);
    await ask();
    configured.current = { ...payload([experiment()], { links: true }), tag: 't2' };
    await configured.client.refresh();
    await ask();
    expect(configured.asked(LINKED)).toHaveLength(2);
  });

  it('have a provisional answer, which counts nowhere, where nobody can be asked', async () => {
    await begin(undefined);
    expect(await ask()).toMatchObject({
      variant: drawn,
      reason: 'STALE',
      metadata: { reason: 'provisional' },
    });
    expect((await ask()).metadata['inExperiment']).toBe(false);
    expect(configured.errors).toEqual(['GATEWAY_UNREACHABLE']);
  });

  it('are not asked about for what does not rest on the past', async () => {
    await begin(true, [experiment({ status: 'paused' }), rollout()]);
    await ask();
    await configured.client.getBoolean('search', false, user);
    expect(configured.asked(LINKED)).toEqual([]);
  });

  it('nor where no unit has been linked, but those that were linked here', async () => {
    configured.remote = { status: 200, body: { ...kept, outcome: 'linked', user: 'user-1' } };
    await configured.begin();
    expect((await ask()).variant).toBe(drawn);
    await configured.client.link({ anonymous: 'visitor-1', user: 'user-1' });
    expect((await ask()).variant).toBe(before);
    expect(configured.asked(LINKED)).toEqual([]);
  });

  it('are told in vain while the gateway cannot keep the link', async () => {
    configured.remote = { status: 503, body: { code: 'LOG_UNAVAILABLE', detail: 'send it again' } };
    await configured.begin();
    await expect(configured.client.link({ anonymous: 'visitor-1', user: 'user-1' })).rejects.toMatchObject({
      code: 'GATEWAY_REFUSED',
      data: { status: 503, code: 'LOG_UNAVAILABLE' },
    });
    expect(configured.asked(LINK)).toHaveLength(1);
    expect((await ask()).variant).toBe(drawn);
  });
});
