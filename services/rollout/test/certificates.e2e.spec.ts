import type { AuditLine, DoneLine, FindingLine, Sealed } from '@assay/contracts';
import { certificateOf } from '@assay/contracts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import { eventually } from '@assay/testing';
import { releasePath, send, startCanary } from './support/releases.js';
import { resealed } from './support/resealed.js';
import { path, rolloutsOf, twentyPercentErrors } from './support/rollouts.js';
import { runningService } from './support/running-service.js';

const SERVICE = '/api/v1/admin/services/rollout';
const service = runningService();
const { atTenPercent } = rolloutsOf(() => service);
const store = () => service.app.get<EventStore>(EVENT_STORE, { strict: false });

interface Listed {
  readonly number: number;
  readonly type: string;
  readonly verdict: string;
}

async function listed(aggregate: string): Promise<readonly Listed[]> {
  const { status, body } = await service.call('GET', `${aggregate}/certificates`, { role: 'viewer' });
  expect({ status, next: body['next'] }).toEqual({ status: 200, next: null });
  return body['certificates'] as readonly Listed[];
}

/** The last certificate of an aggregate, and where it is. */
async function lastOf(aggregate: string): Promise<{ readonly url: string; readonly certificate: Sealed }> {
  const url = `${aggregate}/certificates/${String((await listed(aggregate)).at(-1)?.number)}`;
  const { body } = await service.call('GET', url, { role: 'viewer' });
  return { url, certificate: body as unknown as Sealed };
}

const verified = (certificate: object) =>
  service.call('POST', `${SERVICE}/certificates/verify`, { body: certificate, role: 'analyst' });

async function checked(): Promise<{ readonly done: DoneLine; readonly findings: readonly FindingLine[] }> {
  const { body } = await service.call('GET', `${SERVICE}/verify/certificates`, { role: 'admin' });
  const lines = (body as unknown as string)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditLine);
  return {
    done: lines.at(-1) as DoneLine,
    findings: lines.filter((line): line is FindingLine => line.line === 'finding'),
  };
}

beforeAll(async () => {
  const bad = await atTenPercent('bad');
  await service.bus.publish(twentyPercentErrors(bad.enabled, 'bad', bad.activation));
  await startCanary(service, 'slow', { trafficPercent: 50 });
  await send(service, 'slow', {
    requests: 240,
    serve: (side) => ({ success: true, latencyMs: side === 'canary' ? 180 : 100 }),
  });
  await eventually(async () => {
    expect((await service.call('GET', path('bad'))).body).toMatchObject({ status: 'rolled_back' });
    expect((await service.call('GET', releasePath('slow'))).body).toMatchObject({ status: 'rolled_back' });
  });
});

describe.each([
  ['a rollout', path('bad'), ['RolloutAdvanced', 'RolloutRolledBack'], 'rollout-window/1', 'counts'],
  ['a release', releasePath('slow'), ['ReleaseRolledBack'], 'release-health/1 assay-stats/1', 'canary'],
])('the certificate of %s', (_, aggregate, types, engineVersion, figures) => {
  it('is listed with its verdict, and holds what the rollback rests on', async () => {
    expect((await listed(aggregate)).map(({ type }) => type)).toEqual(types);
    expect((await listed(aggregate)).at(-1)).toMatchObject({ verdict: 'roll_back', engineVersion });
    const { certificate } = await lastOf(aggregate);
    expect(certificate).toMatchObject({
      ...{ engineVersion, verdict: 'roll_back', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ...{ checks: expect.any(Array), [figures]: expect.any(Object) },
      offsets: expect.arrayContaining([
        { topic: expect.any(String), partition: 0, offset: expect.any(Number) },
      ]),
    });
  });

  it('leads to the same verdict, where it lies and wherever it is brought to', async () => {
    const { url, certificate } = await lastOf(aggregate);
    const holds = { status: 200, body: { valid: true, differences: [] } };
    expect(await service.call('GET', `${url}/verify`, { role: 'viewer' })).toMatchObject(holds);
    expect(await verified(certificate)).toMatchObject(holds);
  });

  it('does not, where it was changed', async () => {
    const { certificate } = await lastOf(aggregate);
    const fields = async (changed: object) =>
      ((await verified(changed)).body['differences'] as { field: string }[]).map(({ field }) => field);
    expect(await fields({ ...certificate, offsets: [] })).toEqual(['hash']);
    expect(await fields(resealed(certificate, { verdict: 'stay' }))).toEqual(['verdict']);
  });
});

describe('a certificate', () => {
  it('is refused where it is none, or of other rules', async () => {
    const { certificate } = await lastOf(path('bad'));
    for (const other of [{}, { ...certificate, engineVersion: 'mine/1' }])
      expect(await verified(other)).toMatchObject({
        status: 422,
        body: { code: 'CERTIFICATE_OF_UNKNOWN_RULES', errors: [{ path: 'engineVersion' }] },
      });
    expect(await verified({ ...certificate, counts: { units: -1 } })).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ path: expect.stringMatching(/^counts/) }] },
    });
  });

  it('is not found where there is none', async () => {
    const none = { status: 404, body: { code: 'CERTIFICATE_NOT_FOUND' } };
    for (const number of ['1', '99', 'last'])
      expect(await service.call('GET', path('bad', `/certificates/${number}`))).toMatchObject(none);
    expect(await service.call('GET', path('nobody', '/certificates'))).toMatchObject({
      status: 404,
      body: { code: 'ROLLOUT_NOT_FOUND' },
    });
  });

  it('shows in the history of a release by its hash', async () => {
    const { certificate } = await lastOf(releasePath('slow'));
    const { body } = await service.call('GET', releasePath('slow', '/history?events=rollbacks'));
    expect(body).toMatchObject({ events: [{ verdictHolds: true, certificate: certificate.hash }] });
    expect((body['events'] as { data: object }[])[0]?.data).not.toHaveProperty('certificate');
  });
});

describe('all certificates of the service', () => {
  it('hold, and are counted by kind', async () => {
    expect(await checked()).toMatchObject({
      findings: [],
      done: {
        checked: 3,
        byKind: { 'rollout-window': 1, 'rollout-step': 1, 'release-health': 1, 'rollout-signal': 0 },
      },
    });
  });

  it('do not, once an event says otherwise than its certificate, though it was sealed again', async () => {
    const stream = 'default/rollout/bad';
    const events = await store().load(stream);
    const rolledBack = events.at(-1)?.event;
    const certificate = rolledBack && certificateOf(rolledBack);
    if (rolledBack === undefined || certificate === undefined) throw new TypeError('nothing was rolled back');
    const id = '00000000-0000-7000-8000-00000000f0f0';
    const threshold = { errorRate: 0.9, windowMs: 3_600_000, minOutcomes: 20 };
    const data = { ...(rolledBack.data as object), certificate: resealed(certificate, { threshold }) };
    await store().append(stream, events.length, [{ ...rolledBack, id, data }]);
    expect((await checked()).findings).toMatchObject([
      {
        ...{ severity: 'damage', kind: 'certificate-altered' },
        place: `${stream} version ${String(events.length + 1)}: certificate of RolloutRolledBack`,
        problem: 'checks, verdict, type do not follow from its evidence',
      },
    ]);
  });
});
