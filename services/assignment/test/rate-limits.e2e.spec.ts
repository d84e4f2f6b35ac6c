import { describeWith, eventually, redisUrl } from '@assay/testing';
import type { Answer } from '@assay/service-testing';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const ASSIGN = '/api/v1/experiments/assign';
const LIMIT = 2;
const AT_ONCE = 40;

interface Created {
  readonly key: string;
}

async function keyOf(service: AssignmentApp, name: string): Promise<string> {
  const { body } = await service.call<Created>('POST', '/api/v1/admin/api-keys', {
    name,
    scopes: ['evaluate'],
  });
  await eventually(async () => (await ask(service, body.key)).status !== 401);
  return body.key;
}

const ask = (service: AssignmentApp, key: string, address = '127.0.0.1') =>
  service.call(
    'POST',
    ASSIGN,
    { unit: 'u' },
    { headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': address } },
  );

/** Many at once, until one of them is refused. */
const refusedOf = (asked: () => Promise<Answer>): Promise<Answer> =>
  eventually(async () => {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, asked));
    return answers.find(({ status }) => status === 429) ?? false;
  });

describe('rate limits', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp({ config: { rateLimits: { perKey: LIMIT, perAddress: 10 } } });
  });
  afterAll(() => service.stop());

  it('refuse a key that asks too often, tell it when to come again, and leave other keys alone', async () => {
    const [busy, calm] = [await keyOf(service, 'busy'), await keyOf(service, 'calm')];
    let visitor = 0;
    const refused = await refusedOf(() => ask(service, busy, `192.0.2.${String((visitor += 1) % 200)}`));
    expect(refused).toMatchObject({
      body: { code: 'RATE_LIMITED', status: 429, limit: 'key', perSecond: LIMIT },
      headers: { 'retry-after': '1' },
    });
    expect(refused.headers['ratelimit-policy']).toBe(`"key";q=${String(LIMIT)};w=1`);
    expect(refused.headers['ratelimit']).toBe('"key";r=0;t=1');
    expect((await ask(service, calm, '198.51.100.1')).status).toBe(200);
    await eventually(async () => (await ask(service, busy, '198.51.100.2')).status === 200);
  });

  it('refuse an address, whatever it says who it is, and before its credentials are looked at', async () => {
    const refused = await refusedOf(() => ask(service, 'assay_sdk_guessed', '198.51.100.3'));
    expect(refused.body).toMatchObject({ code: 'RATE_LIMITED', limit: 'address' });
    expect((await ask(service, 'assay_sdk_guessed', '198.51.100.4')).status).toBe(401);
  });

  it('hold for OFREP, with the header that its providers wait by', async () => {
    const key = await keyOf(service, 'provider');
    const { headers } = await refusedOf(() =>
      service.call(
        'POST',
        '/ofrep/v1/evaluate/flags',
        { context: { targetingKey: 'u' } },
        { headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': '198.51.100.5' } },
      ),
    );
    expect(headers['retry-after']).toBe('1');
  });
});

describeWith('redis', 'rate limits of several processes', () => {
  const config = {
    sticky: { kind: 'redis', url: `${redisUrl() ?? ''}/12` },
    rateLimits: { perKey: 1, perAddress: 0 },
  } as const;

  it('are one', async () => {
    const first = await assignmentApp({ config });
    const second = await assignmentApp({ config, databaseUrl: first.databaseUrl });
    const key = await keyOf(first, 'shared');
    await eventually(async () => (await ask(second, key)).status !== 401);
    // The one that a second allows goes to one of them; both are asked twenty times within it.
    const counted = await eventually(async () => {
      const asked = Array.from({ length: 20 }, (_, n) => ask(n % 2 === 0 ? first : second, key));
      const granted = (await Promise.all(asked)).filter(({ status }) => status === 200).length;
      return granted > 0 && granted;
    });
    expect(counted).toBeLessThanOrEqual(2);
    await second.stop();
    await first.stop();
  });
});
