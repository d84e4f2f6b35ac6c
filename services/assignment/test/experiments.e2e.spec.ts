import { eventually } from '@assay/testing';
import type { Answer } from '@assay/service-testing';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const VARIANTS = [
  { key: 'control', isControl: true, weight: 50, config: { color: 'blue' } },
  { key: 'treatment', weight: 50, config: { color: 'green' } },
];

interface View {
  readonly key: string;
  readonly number: number;
  readonly status: string;
  readonly version: number;
  readonly run: number | null;
  readonly phase: number | null;
}

interface Page {
  readonly items: readonly View[];
  readonly nextCursor: string | null;
}

describe('experiments over HTTP', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
  });
  afterAll(() => service.stop());

  const post = (path: string, payload?: unknown, options = {}) =>
    service.call<View>('POST', `${EXPERIMENTS}${path}`, payload ?? {}, options);

  const list = (cursor: string) =>
    service.call<Page>('GET', `${EXPERIMENTS}?limit=5&cursor=${cursor}`, undefined, { role: 'viewer' });

  it('goes through the life of an experiment', async () => {
    const created = await post('', {
      key: 'checkout',
      name: 'Checkout button',
      hypothesis: 'Green sells more',
      unitType: 'visitor',
      variants: VARIANTS,
      primaryMetric: 'add_to_cart_rate',
      trafficAllocation: 80,
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      key: 'checkout',
      number: 1,
      status: 'draft',
      trafficAllocation: 80,
      primaryMetric: { key: 'add_to_cart_rate', type: 'proportion', event: 'add_to_cart' },
      createdBy: 'user:alice',
      version: 3,
    });
    expect((await post('/checkout/variants', { name: 'Third way', weight: 0.5 })).body).toMatchObject({
      variants: [{ key: 'control' }, { key: 'treatment' }, { key: 'third-way', weight: 0.5 }],
    });
    expect((await post('/checkout/start')).body).toMatchObject({ status: 'running', run: 1, phase: 1 });
    expect((await post('/checkout/pause', { reason: 'a bug' })).body).toMatchObject({ status: 'paused' });
    expect((await post('/checkout/resume')).body).toMatchObject({ status: 'running', run: 1 });
    expect((await post('/checkout/allocation', { trafficAllocation: 100 })).body).toMatchObject({ phase: 2 });
    expect((await post('/checkout/weights', { weights: { control: 90 } })).body).toMatchObject({ phase: 3 });
    const concluded = await post('/checkout/conclude', { winner: 'treatment', reason: 'it sells' });
    expect(concluded.body).toMatchObject({ status: 'concluded', winner: 'treatment', version: 10 });
    expect((await service.call('GET', `${EXPERIMENTS}/1`)).body).toEqual(concluded.body);
  });

  it('puts every change into the log, with its actor', async () => {
    const own = await eventually(async () => {
      const events = await service.stored('assay.experiments.v1');
      const found = events.filter(({ subject }) => subject === 'default/experiment/checkout');
      return found.length >= 10 && found;
    });
    expect(own.map(({ streamversion }) => streamversion)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(own.map(({ actor }) => actor))).toEqual(new Set(['user:alice']));
  });

  it('takes the older field names, and makes the key from the name', async () => {
    const { status, body } = await post('', {
      name: 'Größe der Kachel',
      experimentType: 'ab_test',
      variants: [
        { name: 'Control', isControl: true, trafficWeight: 0.5 },
        { name: 'Large tile', trafficWeight: 0.5 },
      ],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      key: 'gro-e-der-kachel',
      variants: [
        { key: 'control', name: 'Control', weight: 0.5 },
        { key: 'large-tile', name: 'Large tile', weight: 0.5 },
      ],
    });
    expect((await post(`/${String(body.number)}/start`)).body).toMatchObject({
      key: body.key,
      status: 'running',
    });
  });

  it('gives concurrent creations numbers of their own', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `many-${String(index)}`);
    const created = await Promise.all(keys.map((key) => post('', { key })));
    expect(created.map(({ status }) => status)).toEqual(keys.map(() => 201));
    expect(new Set(created.map(({ body }) => body.number)).size).toBe(keys.length);
  });

  it('lets one of several concurrent creations of a key win', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('', { key: 'race' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('lists page by page', async () => {
    const seen = await eventually(async () => {
      const keys: string[] = [];
      for (let cursor: string | null = '0'; cursor !== null;) {
        const { body }: Answer<Page> = await list(cursor);
        keys.push(...body.items.map(({ key }) => key));
        cursor = body.nextCursor;
      }
      return keys.length >= 15 && keys;
    });
    expect(seen).toHaveLength(15);
    expect(seen.slice(0, 2)).toEqual(['checkout', 'gro-e-der-kachel']);
  });

  it('applies a command to the version that the caller has seen only', async () => {
    const { body } = await post('', { key: 'versions', variants: VARIANTS });
    const stale = { errors: [{ path: 'expectedVersion', value: 2 }] };
    const header = await post('/versions/start', {}, { headers: { 'if-match': '"2"' } });
    expect(header).toMatchObject({ status: 412, body: { code: 'STALE_VERSION', ...stale } });
    expect(await post('/versions/start', { expectedVersion: 2 })).toMatchObject({ status: 412, body: stale });
    expect(await post('/versions/start', { expectedVersion: body.version })).toMatchObject({ status: 200 });
  });

  it('keeps projects apart', async () => {
    const other = { project: 'other' };
    expect(await post('', { key: 'checkout' }, other)).toMatchObject({ status: 201, body: { number: 1 } });
    expect(await post('/versions/start', {}, other)).toMatchObject({ status: 404 });
  });

  it('asks for the role that each command needs', async () => {
    expect(await post('', { key: 'x' }, { role: 'viewer' })).toMatchObject({
      status: 403,
      body: { code: 'ROLE_REQUIRED' },
    });
    expect(await service.call('GET', `${EXPERIMENTS}/checkout`, undefined, { role: 'viewer' })).toMatchObject(
      {
        status: 200,
      },
    );
    const keys = await service.call('GET', '/api/v1/admin/api-keys', undefined, { role: 'editor' });
    expect(keys.status).toBe(403);
  });
});
