import { assay } from './support/main-job.js';
import { describeBothForms } from './support/both-forms.js';

const MINUTES = 60_000;

/** Every route that takes a body, over all services. */
const ROUTES = [
  '/api/v1/admin/experiments',
  ...['variants', 'pause', 'allocation', 'weights', 'conclude'].map(
    (name) => `/api/v1/admin/experiments/any/${name}`,
  ),
  '/api/v1/admin/api-keys',
  '/api/v1/experiments/assign',
  '/ofrep/v1/evaluate/flags/any',
  '/api/v1/events',
  ...['click', 'impression', 'add-to-cart', 'purchase'].map((name) => `/api/v1/experiments/track-${name}`),
  '/api/v1/rollouts',
  ...['advance', 'rollback'].map((name) => `/api/v1/rollouts/any/${name}`),
  '/api/monitoring/experiments/any/promote',
  '/api/v1/promotions/any',
  ...['advance', 'rollback'].map((name) => `/api/admin/rollout/${name}`),
];

const BODIES: Readonly<Record<string, string | Buffer>> = {
  'broken JSON': '{"a":',
  'broken UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  '20,000 arrays in each other': '['.repeat(20_000) + ']'.repeat(20_000),
  '5,000 objects in each other': '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000),
  'three megabytes': JSON.stringify({ a: 'x'.repeat(3_000_000) }),
  'not a number': '{"weight": NaN}',
  'more than a number can be': '{"weight": 1e999, "trafficAllocation": 1e999}',
  'a list': '[1]',
  'a string': '"x"',
  null: 'null',
  'an unknown field': '{"surprise": 1}',
  'a prototype': '{"__proto__": {"x": 1}, "key": "k"}',
};

interface Reply {
  readonly about: string;
  readonly status: number;
  readonly type: string | null;
  readonly code: unknown;
}

const send = async (
  url: string,
  path: string,
  given: { token?: string; body: string | Buffer },
): Promise<Reply> => {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (given.token !== undefined) headers.set('authorization', `Bearer ${given.token}`);
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: given.body });
  const { code } = (await response.json()) as { code?: unknown };
  return { about: path, status: response.status, type: response.headers.get('content-type'), code };
};

describeBothForms('bad input on every route', (form) => {
  const isProblem = ({ status, type, code }: Reply): boolean =>
    status >= 400 &&
    status < 500 &&
    type?.startsWith('application/problem+json') === true &&
    typeof code === 'string';

  it(
    'is a 4xx problem with a code, never a 500',
    async () => {
      const token = (await assay(form().folder, 'token', '--role', 'admin', '--subject', 'breaker')).output;
      const replies: Reply[] = [];
      for (const path of ROUTES)
        for (const [name, body] of Object.entries(BODIES)) {
          const reply = await send(form().url, path, { token, body });
          replies.push({ ...reply, about: `${path}: ${name}` });
        }
      expect(replies).toHaveLength(ROUTES.length * Object.keys(BODIES).length);
      expect(replies.filter((reply) => !isProblem(reply))).toEqual([]);
    },
    5 * MINUTES,
  );

  it('without a token, or with one that is none, is 401', async () => {
    for (const path of ROUTES) {
      expect((await send(form().url, path, { body: '{}' })).status).toBe(401);
      expect((await send(form().url, path, { token: 'none', body: '{}' })).status).toBe(401);
    }
  });
});
