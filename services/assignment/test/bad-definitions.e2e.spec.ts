import { Random } from '@assay/testing';
import type { AssignmentApp, Method } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const ADMIN = '/api/v1/admin';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

type Case = readonly [
  what: string,
  method: Method,
  path: string,
  payload: unknown,
  status: number,
  at: string,
];

const deepRule = (depth: number): object =>
  Array.from({ length: depth }).reduce<object>((rule) => ({ op: 'not', rule }), {
    op: 'exists',
    attribute: 'a',
  });

describe('bad definitions', () => {
  let service: AssignmentApp;
  const call = (method: Method, path: string, payload?: unknown) =>
    service.call<Problem>(method, `${ADMIN}${path}`, payload);

  beforeAll(async () => {
    service = await assignmentApp();
    await call('POST', '/experiments', { key: 'here', variants: VARIANTS });
    await call('POST', '/layers', { key: 'pages' });
  });
  afterAll(() => service.stop());

  const EXPERIMENT: readonly Case[] = [
    ['a rule that is a text', 'PATCH', '/experiments/here', { targeting: 'all' }, 400, 'targeting'],
    ['an unknown operator', 'PATCH', '/experiments/here', { targeting: { op: 'is' } }, 422, 'targeting.op'],
    [
      'a rule nested over 32',
      'PATCH',
      '/experiments/here',
      { targeting: deepRule(40) },
      422,
      `targeting${'.rule'.repeat(32)}`,
    ],
    ['a rule nested over all', 'PATCH', '/experiments/here', { targeting: deepRule(90) }, 400, ''],
    ['an unknown field', 'PATCH', '/experiments/here', { weight: 1 }, 400, 'weight'],
    ['another key', 'PATCH', '/experiments/here', { key: 'there' }, 400, 'key'],
    ['nothing to change', 'PATCH', '/experiments/here', {}, 409, ''],
    [
      'an unknown algorithm',
      'PATCH',
      '/experiments/here',
      { hashing: { algorithm: 'x' } },
      400,
      'hashing.algorithm',
    ],
    ['a tag that is empty', 'PATCH', '/experiments/here', { tags: [''] }, 400, 'tags'],
    ['an odd guardrail', 'PATCH', '/experiments/here', { guardrails: [{ kind: 'x' }] }, 400, 'guardrails[0]'],
    ['guardrails that are none', 'PATCH', '/experiments/here', { guardrails: 5 }, 400, 'guardrails'],
    [
      'half a prerequisite',
      'PATCH',
      '/experiments/here',
      { prerequisites: [{ flag: 'a' }] },
      400,
      'prerequisites[0].variants',
    ],
    ['a sample of nobody', 'PATCH', '/experiments/here', { minimumSampleSize: 0 }, 400, 'minimumSampleSize'],
    ['a variant that is not there', 'PATCH', '/experiments/here/variants/x', { weight: 2 }, 404, 'variant'],
    ['a weight of nothing', 'PATCH', '/experiments/here/variants/control', { weight: 0 }, 400, 'weight'],
    ['a clone without a key', 'POST', '/experiments/here/clone', {}, 400, 'key'],
    ['a clone of nobody', 'POST', '/experiments/gone/clone', { key: 'x' }, 404, 'experiment'],
    ['a reopening of a draft', 'POST', '/experiments/here/reopen', { reason: 'x' }, 409, 'status'],
    ['an archive without a reason', 'POST', '/experiments/here/archive', {}, 400, 'reason'],
    ['an override of nobody', 'POST', '/experiments/here/overrides', { variant: 'control' }, 400, 'unit'],
    [
      'an override by a rule that cannot be read',
      'POST',
      '/experiments/here/overrides',
      { variant: 'control', when: { op: 'matches', attribute: 'a', value: '(' } },
      422,
      'when.value',
    ],
    [
      'a day that there is not',
      'PUT',
      '/experiments/here/schedule',
      { startAt: '2030-13-01T00:00:00Z' },
      400,
      'startAt',
    ],
    ['a step without a time', 'PUT', '/experiments/here/schedule', { ramp: [{}] }, 400, 'ramp[0].at'],
    [
      'a token for ever',
      'POST',
      '/experiments/here/query-tokens',
      { variant: 'control', expiresInSeconds: 1e9 },
      400,
      'expiresInSeconds',
    ],
    ['a history from nowhere', 'GET', '/experiments/here/history?cursor=x', undefined, 400, 'cursor'],
    ['a list of nothing', 'GET', '/experiments?limit=0', undefined, 400, 'limit'],
  ];

  const REFERRED: readonly Case[] = [
    ['a layer without a key', 'POST', '/layers', {}, 400, 'key'],
    ['a layer twice', 'POST', '/layers', { key: 'pages' }, 409, 'key'],
    ['a layer with an odd name', 'GET', '/layers/a%20b', undefined, 404, 'layer'],
    ['a part of nothing', 'PUT', '/layers/pages/slots/here', {}, 400, 'percent'],
    ['a part over 100 %', 'PUT', '/layers/pages/slots/here', { percent: 101 }, 400, 'percent'],
    [
      'a range beyond the layer',
      'PUT',
      '/layers/pages/slots/here',
      { ranges: [{ from: 0, to: 10_001 }] },
      400,
      'ranges[0].to',
    ],
    [
      'a range backwards',
      'PUT',
      '/layers/pages/slots/here',
      { ranges: [{ from: 9, to: 8 }] },
      422,
      'slots.here.ranges[0]',
    ],
    [
      'a holdout of everybody and more',
      'POST',
      '/holdouts',
      { key: 'h', scope: 'global', percent: 101 },
      400,
      'percent',
    ],
    ['a holdout of no scope', 'POST', '/holdouts', { key: 'h', percent: 1 }, 400, 'scope'],
    ['a holdout that is not there', 'PATCH', '/holdouts/h', { percent: 1, reason: 'x' }, 404, 'holdout'],
    ['a segment without a rule', 'PUT', '/segments/s', {}, 400, 'rule'],
    ['a segment that is not there', 'GET', '/segments/s', undefined, 404, 'segment'],
    ['an odd page', 'GET', '/segments?cursor=a%00b', undefined, 400, ''],
  ];

  it.each([...EXPERIMENT, ...REFERRED])('%s is a problem that says so', async (...given) => {
    const [, method, path, payload, status, at] = given;
    const answer = await call(method, path, payload);
    expect([answer.status, answer.body.code]).toEqual([status, expect.stringMatching(/^[A-Z][A-Z_]+$/)]);
    if (at !== '') expect(answer.body.errors?.map((error) => error.path)).toContain(at);
    expect((answer.body.errors ?? []).every(({ message }) => message !== '')).toBe(true);
  });

  it('takes no prototype from a body', async () => {
    const payload = '{"key":"proto","__proto__":{"owner":"x"},"targeting":{"__proto__":{"op":"exists"}}}';
    const answer = await call('POST', '/experiments', payload);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(({} as Record<string, unknown>)['owner']).toBeUndefined();
  });

  it('takes null for what may be left out, and keeps none', async () => {
    const { status } = await call('PUT', '/segments/nameless', {
      rule: { op: 'exists', attribute: 'a' },
      name: null,
    });
    expect(status).toBe(200);
    expect((await call('GET', '/segments/nameless')).body).toMatchObject({ name: 'nameless' });
    expect(await call('POST', '/layers', { key: 'unnamed', name: null })).toMatchObject({
      status: 201,
      body: { name: 'unnamed' },
    });
    const nobody = { unit: null, variant: 'control' };
    expect((await call('POST', '/experiments/here/overrides', nobody)).status).toBe(400);
  });

  it('answers nonsense with a refusal, never with an error', async () => {
    const random = new Random(20_260_105);
    const nonsense = (depth = 0): unknown =>
      random.pick<() => unknown>([
        () => null,
        () => random.next() * 1e12 - 5e11,
        () => '\uD800',
        () => 'x'.repeat(random.below(500)),
        () => random.chance(0.5),
        () => (depth > 3 ? [] : [nonsense(depth + 1), nonsense(depth + 1)]),
        () =>
          depth > 3 ? {} : { op: nonsense(depth + 1), rules: nonsense(depth + 1), from: nonsense(depth + 1) },
      ])();
    const routes = [...EXPERIMENT, ...REFERRED].filter(([, method]) => method !== 'GET');
    const fields = [
      'targeting',
      'guardrails',
      'hashing',
      'prerequisites',
      'ranges',
      'percent',
      'rule',
      'ramp',
      'unit',
      'when',
      'tags',
      ...[
        'variants',
        'holdouts',
        'secondaryMetrics',
        'primaryMetric',
        'bandit',
        'layer',
        'name',
        'config',
        'reason',
      ],
    ];
    for (const [, method, path, payload] of routes)
      for (const field of fields) {
        const { status } = await call(method, path, { ...(payload as object), [field]: null });
        expect([path, field, status < 500]).toEqual([path, field, true]);
      }
    for (let round = 0; round < 400; round += 1) {
      const [, method, path, payload] = random.pick(routes);
      const body = { ...(payload as object), [random.pick(fields)]: nonsense() };
      const { status } = await call(method, path, body);
      expect([path, JSON.stringify(body).slice(0, 300), status < 500]).toEqual([
        path,
        JSON.stringify(body).slice(0, 300),
        true,
      ]);
    }
  });
});
