import { eventually } from '@assay/testing';
import type { AssignmentApp, CallOptions, Method } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const ADMIN = '/api/v1/admin';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];

interface Body {
  readonly code?: string;
  readonly items?: readonly { readonly key: string }[];
}

describe('what experiments refer to, over HTTP', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
  });
  afterAll(() => service.stop());

  const call = (method: Method, path: string, payload?: unknown, options: CallOptions = {}) =>
    service.call<Body>(method, `${ADMIN}${path}`, payload, options);

  const create = (key: string, design = {}) =>
    call('POST', '/experiments', { key, variants: VARIANTS, ...design });

  it('gives experiments parts of a layer, and lets none start without', async () => {
    expect(await call('POST', '/layers', { key: 'pages' })).toMatchObject({
      status: 201,
      body: { freePercent: 100 },
    });
    expect(await create('in-layer', { layer: 'pages' })).toMatchObject({
      status: 201,
      body: { layer: 'pages' },
    });
    expect(await call('POST', '/experiments/in-layer/start', {})).toMatchObject({
      status: 409,
      body: { code: 'LAYER_SLOT_MISSING', errors: [{ path: 'layer', value: 'pages' }] },
    });
    expect(await call('PUT', '/layers/pages/slots/in-layer', { percent: 30 })).toMatchObject({
      status: 200,
      body: { slots: [{ experiment: 'in-layer', ranges: [{ from: 0, to: 3000 }] }], freePercent: 70 },
    });
    expect(await call('POST', '/experiments/in-layer/start', {})).toMatchObject({ status: 200 });
    expect(await call('PUT', '/layers/pages/slots/in-layer', { percent: 10 })).toMatchObject({
      status: 409,
      body: { code: 'WRONG_STATUS' },
    });
    expect(await call('DELETE', '/layers/pages/slots/in-layer')).toMatchObject({ status: 409 });
  });

  it('lets none begin another run after its part was released', async () => {
    await call('POST', '/experiments/in-layer/conclude', { reason: 'seen enough', winner: null });
    expect(await call('DELETE', '/layers/pages/slots/in-layer')).toMatchObject({ status: 200 });
    const reopen = () => call('POST', '/experiments/in-layer/reopen', { reason: 'once more' });
    expect(await reopen()).toMatchObject({
      status: 409,
      body: { code: 'LAYER_SLOT_MISSING', errors: [{ path: 'layer', value: 'pages' }] },
    });
    await call('PUT', '/layers/pages/slots/in-layer', { percent: 30 });
    expect(await reopen()).toMatchObject({ status: 200, body: { status: 'running', run: 2 } });
  });

  it('refuses layers over 100 %, ranges that overlap and layers that are not there', async () => {
    await create('other');
    expect(await call('PUT', '/layers/pages/slots/other', { percent: 71 })).toMatchObject({
      status: 422,
      body: { code: 'LAYER_FULL', errors: [{ path: 'percent', value: 71 }] },
    });
    const overlapping = { ranges: [{ from: 2_999, to: 4_000 }] };
    expect(await call('PUT', '/layers/pages/slots/other', overlapping)).toMatchObject({
      status: 422,
      body: { code: 'RANGE_OVERLAPS' },
    });
    expect(await call('PUT', '/layers/pages/slots/gone', { percent: 1 })).toMatchObject({
      status: 422,
      body: { code: 'EXPERIMENT_NOT_FOUND' },
    });
    expect(await call('PUT', '/layers/none/slots/other', { percent: 1 })).toMatchObject({ status: 404 });
    expect(await call('PUT', '/layers/pages/slots/other', { percent: 0 })).toMatchObject({ status: 400 });
    expect(await create('lost', { layer: 'none' })).toMatchObject({
      status: 422,
      body: { code: 'LAYER_UNKNOWN' },
    });
  });

  it('lists layers by key', async () => {
    await eventually(async () => (await call('GET', '/layers')).body.items?.length === 1);
    expect((await call('GET', '/layers')).body).toMatchObject({
      items: [{ key: 'pages' }],
      nextCursor: null,
    });
  });

  it('holds units out, in all experiments or in those that name the holdout', async () => {
    const all = { key: 'all', scope: 'global', percent: 1 };
    expect(await call('POST', '/holdouts', all)).toMatchObject({ status: 201, body: { status: 'active' } });
    await call('POST', '/holdouts', { key: 'growth', scope: 'group', percent: 5 });
    expect(await create('held', { holdouts: ['growth'] })).toMatchObject({ status: 201 });
    for (const [holdout, code] of [
      ['all', 'HOLDOUT_IS_GLOBAL'],
      ['none', 'HOLDOUT_UNKNOWN'],
    ] as const)
      expect(await create('held-2', { holdouts: [holdout] })).toMatchObject({ status: 422, body: { code } });
    expect(await call('PATCH', '/holdouts/growth', { percent: 10, reason: 'more' })).toMatchObject({
      body: { percent: 10, version: 2 },
    });
    expect(await call('DELETE', '/holdouts/growth', { reason: 'read' })).toMatchObject({
      body: { status: 'ended' },
    });
    expect(await call('PATCH', '/holdouts/growth', { percent: 1, reason: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'HOLDOUT_ENDED' },
    });
    expect(await call('GET', '/holdouts/growth', undefined, { role: 'viewer' })).toMatchObject({
      status: 200,
    });
  });

  it('checks what an experiment says of its units', async () => {
    await call('PUT', '/segments/beta', { rule: { op: 'exists', attribute: 'beta' } });
    const segment = { op: 'in_segment', segment: 'beta' };
    expect(await create('aimed', { targeting: segment })).toMatchObject({ status: 201 });
    const deep = Array.from({ length: 30 }).reduce<object>((rule) => ({ op: 'not', rule }), segment);
    for (const [design, code] of [
      [{ targeting: { op: 'in_segment', segment: 'gone' } }, 'SEGMENT_UNKNOWN'],
      [{ targeting: { op: 'matches', attribute: 'a', value: '(a+)+(?=b)' } }, 'RULE_PATTERN_INVALID'],
      [{ hashing: { algorithm: 'md5', text: 'no unit' } }, 'HASHING_TEXT_INVALID'],
      [{ prerequisites: [{ flag: 'gone', variants: ['on'] }] }, 'PREREQUISITE_UNKNOWN'],
      [{ prerequisites: [{ flag: 'aimed', variants: ['gone'] }] }, 'VARIANT_UNKNOWN'],
      [{ primaryMetric: { key: 'r', type: 'ratio', event: 'buy' } }, 'METRIC_INVALID'],
    ] as const)
      expect([code, await create('refused', design)]).toMatchObject([code, { status: 422, body: { code } }]);
    expect(
      await create('deep', { targeting: { op: 'not', rule: { op: 'all', rules: [deep] } } }),
    ).toMatchObject({
      status: 422,
      body: { code: 'RULE_TOO_DEEP' },
    });
  });

  it('refuses prerequisites that go in a circle', async () => {
    await create('first');
    await create('second', { prerequisites: [{ flag: 'first', variants: ['treatment'] }] });
    const circle = { prerequisites: [{ flag: 'second', variants: ['treatment'] }] };
    expect(await call('PATCH', '/experiments/first', circle)).toMatchObject({
      status: 422,
      body: { code: 'PREREQUISITE_CYCLE' },
    });
    const itself = { prerequisites: [{ flag: 'own', variants: ['treatment'] }] };
    expect(await create('own', itself)).toMatchObject({ status: 422, body: { code: 'PREREQUISITE_ITSELF' } });
  });

  it('lets no two changes close a circle that neither of them closes alone', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [left, right] = [`left-${String(round)}`, `right-${String(round)}`];
      await Promise.all([create(left), create(right)]);
      const on = (flag: string) => ({ prerequisites: [{ flag, variants: ['treatment'] }] });
      const answers = await Promise.all([
        call('PATCH', `/experiments/${left}`, on(right)),
        call('PATCH', `/experiments/${right}`, on(left)),
      ]);
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 422]);
    }
  });

  it('serves what it has accepted, however deep', async () => {
    const nested = (levels: number) =>
      Array.from({ length: levels - 1 }).reduce<object>((rule) => ({ op: 'all', rules: [rule] }), {
        op: 'exists',
        attribute: 'plan',
      });
    await create('edited');
    expect(await call('PATCH', '/experiments/edited', { targeting: nested(33) })).toMatchObject({
      status: 422,
      body: { errors: [{ value: 33, message: 'nested over 32' }] },
    });
    expect(await call('PATCH', '/experiments/edited', { targeting: nested(32) })).toMatchObject({
      status: 200,
    });
    expect(await call('PUT', '/segments/deep', { rule: nested(32) })).toMatchObject({ status: 200 });
    await call('POST', '/experiments/edited/start', {});
    await eventually(async () => {
      const { body } = await service.call<{ readonly reason?: string }>(
        'POST',
        '/api/v1/experiments/assign',
        {
          experiment: 'edited',
          unit: 'u',
          attributes: { plan: 'pro' },
        },
      );
      return body.reason === 'split';
    });
  });

  it('does once what is sent twice with one Idempotency-Key', async () => {
    const once = (method: Method, path: string, payload: unknown, key: string) =>
      call(method, path, payload, { headers: { 'idempotency-key': key } });
    const group = { scope: 'group', percent: 5 };
    const twice = async (method: Method, path: string, payload: unknown, key: string) => {
      const { status, body } = await once(method, path, payload, key);
      expect(status).toBeLessThan(300);
      const again = await once(method, path, payload, key);
      expect([again.status, again.body]).toEqual([status, body]);
    };
    await twice('POST', '/layers', { key: 'kept-layer' }, 'a');
    await create('kept');
    await twice('PUT', '/layers/kept-layer/slots/kept', { percent: 10 }, 'b');
    await twice('DELETE', '/layers/kept-layer/slots/kept', {}, 'c');
    await twice('POST', '/holdouts', { key: 'kept-holdout', ...group }, 'd');
    await twice('PATCH', '/holdouts/kept-holdout', { percent: 6, reason: 'more' }, 'e');
    await twice('DELETE', '/holdouts/kept-holdout', { reason: 'over' }, 'f');
    await twice('PUT', '/segments/kept-segment', { rule: { op: 'exists', attribute: 'a' } }, 'g');
    const reused = { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } };
    expect(await once('POST', '/layers', { key: 'other-layer' }, 'a')).toMatchObject(reused);
    expect(await once('POST', '/layers', { key: 'kept-layer', name: 'x' }, 'a')).toMatchObject(reused);
    expect(await once('PATCH', '/holdouts/kept-holdout', { percent: 7, reason: 'x' }, 'e')).toMatchObject(
      reused,
    );
    // The control: without the key the second one is refused, as it is there already.
    expect((await call('POST', '/layers', { key: 'kept-layer' })).status).toBe(409);
    expect((await call('POST', '/holdouts', { key: 'kept-holdout', ...group })).status).toBe(409);
  });

  it('warns of a gate that starves variants', async () => {
    const { body } = await create('starving', { hashing: { algorithm: 'md5' }, trafficAllocation: 10 });
    expect(body).toMatchObject({
      warnings: [{ code: 'GATE_STARVES_VARIANTS', variants: [{ variant: 'treatment', actual: 0 }] }],
    });
    expect((await create('fine', { hashing: { algorithm: 'murmur3' } })).body).toMatchObject({
      warnings: [],
    });
  });
});
