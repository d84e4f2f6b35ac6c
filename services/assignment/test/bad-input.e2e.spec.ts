import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const variants = (...weights: readonly unknown[]) =>
  weights.map((weight, index) => ({ key: `v${String(index)}`, isControl: index === 0, weight }));

interface ProblemBody {
  readonly code: string;
  readonly errors?: readonly { readonly path: string; readonly value?: unknown; readonly message: string }[];
}

/** What a bad request is, its status, its code, and the field and value that it names. */
type Case = [string, string, unknown, number, string, { path: string; value?: unknown; message?: string }?];

const CREATE: readonly Case[] = [
  [
    'an unknown field',
    '',
    { key: 'a', colour: 'red' },
    400,
    'VALIDATION_FAILED',
    { path: 'colour', value: 'red' },
  ],
  [
    'a wrong type',
    '',
    { key: 'a', trafficAllocation: '50' },
    400,
    'VALIDATION_FAILED',
    { path: 'trafficAllocation', value: '50' },
  ],
  [
    'an allocation above 100',
    '',
    { key: 'a', trafficAllocation: 101 },
    400,
    'VALIDATION_FAILED',
    { path: 'trafficAllocation', value: 101 },
  ],
  [
    'a key with illegal characters',
    '',
    { key: 'a b/ü' },
    400,
    'VALIDATION_FAILED',
    { path: 'key', value: 'a b/ü' },
  ],
  ['a key of null and no name', '', { key: null }, 400, 'VALIDATION_FAILED', { path: 'name' }],
  ['neither key nor name', '', {}, 400, 'VALIDATION_FAILED', { path: 'name' }],
  [
    'a name that makes no key',
    '',
    { name: '日本語' },
    400,
    'VALIDATION_FAILED',
    { path: 'name', value: '日本語' },
  ],
  [
    'a weight of zero',
    '',
    { key: 'a', variants: variants(1, 0) },
    400,
    'VALIDATION_FAILED',
    { path: 'variants[1].weight', value: 0 },
  ],
  [
    'a negative weight',
    '',
    { key: 'a', variants: variants(-1) },
    400,
    'VALIDATION_FAILED',
    { path: 'variants[0].weight', value: -1 },
  ],
  [
    'a weight that is text',
    '',
    { key: 'a', variants: variants('NaN') },
    400,
    'VALIDATION_FAILED',
    { path: 'variants[0].weight', value: 'NaN' },
  ],
  [
    'an unknown field in a variant',
    '',
    { key: 'a', variants: [{ key: 'v', colour: 1 }] },
    400,
    'VALIDATION_FAILED',
    { path: 'variants[0].colour' },
  ],
  [
    'variants that are no list',
    '',
    { key: 'a', variants: 'many' },
    400,
    'VALIDATION_FAILED',
    { path: 'variants', value: 'many' },
  ],
  [
    'a variant that is no object',
    '',
    { key: 'a', variants: ['v'] },
    400,
    'VALIDATION_FAILED',
    { path: 'variants[0]', value: 'v' },
  ],
  [
    'a metric that is a number',
    '',
    { key: 'a', primaryMetric: 5 },
    400,
    'VALIDATION_FAILED',
    { path: 'primaryMetric', value: 5 },
  ],
  [
    'a metric without an event',
    '',
    { key: 'a', primaryMetric: { key: 'm', type: 'mean' } },
    400,
    'VALIDATION_FAILED',
    { path: 'primaryMetric.event' },
  ],
  [
    'a second control',
    '',
    {
      key: 'a',
      variants: [
        { key: 'x', isControl: true },
        { key: 'y', isControl: true },
      ],
    },
    422,
    'SECOND_CONTROL',
    { path: 'variants[1].isControl', value: true },
  ],
  ['a body that is a list', '', [{ key: 'a' }], 400, 'VALIDATION_FAILED'],
  [
    'a key that is taken',
    '',
    { key: 'running' },
    409,
    'EXPERIMENT_EXISTS',
    { path: 'key', value: 'running' },
  ],
];

const COMMANDS: readonly Case[] = [
  [
    'an unknown experiment',
    '/nobody/start',
    {},
    404,
    'EXPERIMENT_NOT_FOUND',
    { path: 'experiment', value: 'nobody' },
  ],
  ['an experiment with a NUL in its name', '/no%00body/start', {}, 400, 'INVALID_TEXT'],
  [
    'a number that no experiment has',
    '/99999/start',
    {},
    404,
    'EXPERIMENT_NOT_FOUND',
    { path: 'experiment', value: '99999' },
  ],
  ['no variants at the start', '/empty/start', {}, 422, 'TOO_FEW_VARIANTS', { path: 'variants', value: 0 }],
  [
    'the wrong status for the command',
    '/running/start',
    {},
    409,
    'WRONG_STATUS',
    { path: 'status', value: 'running' },
  ],
  ['a pause without a reason', '/running/pause', {}, 400, 'VALIDATION_FAILED', { path: 'reason' }],
  [
    'a version that is no number',
    '/running/pause',
    { reason: 'x', expectedVersion: 'one' },
    400,
    'VALIDATION_FAILED',
    { path: 'expectedVersion', value: 'one' },
  ],
  [
    'a stale version',
    '/running/pause',
    { reason: 'x', expectedVersion: 1 },
    412,
    'STALE_VERSION',
    { path: 'expectedVersion', value: 1 },
  ],
  [
    'weights of an unknown variant',
    '/running/weights',
    { weights: { gone: 1 } },
    422,
    'VARIANT_UNKNOWN',
    { path: 'weights.gone', value: 'gone' },
  ],
  [
    'weights that are not positive',
    '/running/weights',
    { weights: { v0: 0 } },
    400,
    'VALIDATION_FAILED',
    { path: 'weights.v0', value: 0, message: 'must be at least 0.000001' },
  ],
  [
    'an unknown winner',
    '/running/conclude',
    { winner: 'gone', reason: 'x' },
    422,
    'VARIANT_UNKNOWN',
    { path: 'winner', value: 'gone' },
  ],
  [
    'a start of its own',
    '/empty/start',
    { startedAt: 'yesterday' },
    400,
    'VALIDATION_FAILED',
    { path: 'startedAt', value: 'yesterday' },
  ],
  [
    'a variant with a key of null and no name',
    '/empty/variants',
    { key: null },
    400,
    'VALIDATION_FAILED',
    { path: 'name' },
  ],
  [
    'a variant of something that runs',
    '/running/variants',
    { key: 'late' },
    409,
    'WRONG_STATUS',
    { path: 'status', value: 'running' },
  ],
];

describe('bad input', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
    await service.call('POST', EXPERIMENTS, { key: 'running', variants: variants(1, 1) });
    await service.call('POST', `${EXPERIMENTS}/running/start`, {});
    await service.call('POST', EXPERIMENTS, { key: 'empty' });
  });
  afterAll(() => service.stop());

  it.each<Case>([...CREATE, ...COMMANDS])('%s is a problem that says so', async (...given) => {
    const [, path, payload, status, code, field] = given;
    const answer = await service.call<ProblemBody>('POST', `${EXPERIMENTS}${path}`, payload);
    expect(answer).toMatchObject({ status, body: { code } });
    if (field !== undefined) expect(answer.body.errors).toContainEqual(expect.objectContaining(field));
    expect((answer.body.errors ?? []).every(({ message }) => message !== '')).toBe(true);
  });

  it.each([
    ['deep JSON', deep(81), 400, 'BODY_TOO_DEEP'],
    ['15,000 levels', deep(15_000), 400, 'BODY_TOO_DEEP'],
    [
      'more than 100 KB',
      JSON.stringify({ key: 'a', hypothesis: 'x'.repeat(110_000) }),
      413,
      'BODY_TOO_LARGE',
    ],
    ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'INVALID_UTF8'],
    ['NaN', '{"key":"a","trafficAllocation":NaN}', 400, 'INVALID_JSON'],
    ['infinity', '{"key":"a","trafficAllocation":1e999}', 400, 'VALIDATION_FAILED'],
    ['a weight of infinity', '{"key":"a","variants":[{"key":"v","weight":1e999}]}', 400, 'VALIDATION_FAILED'],
    ['half of a body', '{"key":', 400, 'INVALID_JSON'],
    ['a prototype', '{"key":"a","__proto__":{"isAdmin":true}}', 400, 'FORBIDDEN_KEY'],
  ])('%s is refused before anything reads it', async (_, payload, status, code) => {
    expect(await service.call('POST', EXPERIMENTS, payload)).toMatchObject({ status, body: { code } });
  });

  it('leaves nothing half done', async () => {
    const { body } = await service.call<{ items: { key: string; version: number }[] }>('GET', EXPERIMENTS);
    expect(body.items.map(({ key, version }) => [key, version])).toEqual([
      ['running', 4],
      ['empty', 1],
    ]);
  });

  const assign = '/api/v1/experiments/assign';

  it.each([
    ['an unknown experiment', { experiment: 'nobody', unit: 'u' }, 404, 'EXPERIMENT_NOT_FOUND', 'experiment'],
    ['no unit', { experiment: 'running' }, 400, 'VALIDATION_FAILED', 'unit'],
    ['an empty unit', { experiment: 'running', unit: '' }, 400, 'VALIDATION_FAILED', 'unit'],
    [
      'a unit that is too long',
      { experiment: 'running', unit: 'x'.repeat(201) },
      400,
      'VALIDATION_FAILED',
      'unit',
    ],
    ['a unit that is an object', { experiment: 'running', unit: {} }, 400, 'VALIDATION_FAILED', 'unit'],
    [
      'two different units',
      { experiment: 'running', unit: 'a', userId: 'b' },
      400,
      'VALIDATION_FAILED',
      'userId',
    ],
    ['an unknown field', { experiment: 'running', unit: 'u', x: 1 }, 400, 'VALIDATION_FAILED', 'x'],
    [
      'attributes that are text',
      { experiment: 'running', unit: 'u', attributes: 'x' },
      400,
      'VALIDATION_FAILED',
      'attributes',
    ],
  ])('assigning with %s is a problem that names the field', async (_, payload, status, code, path) => {
    const answer = await service.call<ProblemBody>('POST', assign, payload);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.errors?.map((error) => error.path)).toContain(path);
  });

  it.each([
    ['an unknown flag', 'nobody', { context: { targetingKey: 'u' } }, 404, 'FLAG_NOT_FOUND'],
    ['no targeting key', 'running', { context: {} }, 400, 'TARGETING_KEY_MISSING'],
    ['no context', 'running', {}, 400, 'TARGETING_KEY_MISSING'],
    ['a context that is a list', 'running', { context: [] }, 400, 'INVALID_CONTEXT'],
    ['a targeting key that is a number', 'running', { context: { targetingKey: 5 } }, 400, 'INVALID_CONTEXT'],
  ])('OFREP with %s answers as the protocol says', async (_, key, payload, status, errorCode) => {
    const answer = await service.call('POST', `/ofrep/v1/evaluate/flags/${key}`, payload);
    expect(answer).toMatchObject({ status, body: { key, errorCode, code: errorCode } });
  });

  it('takes null for what is left out', async () => {
    const optional = { name: null, reason: null, expectedVersion: null };
    expect(await service.call('PATCH', `${EXPERIMENTS}/empty`, { ...optional, owner: 'ada' })).toMatchObject({
      status: 200,
      body: { name: 'empty', owner: 'ada' },
    });
    const key = { name: 'app', scopes: ['evaluate'], origins: null };
    expect(await service.call('POST', '/api/v1/admin/api-keys', key)).toMatchObject({ status: 201 });
  });
});
