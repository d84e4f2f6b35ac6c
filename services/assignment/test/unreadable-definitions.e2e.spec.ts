import { TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const ADMIN = '/api/v1/admin/experiments';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];
const UNITS = Array.from({ length: 100 }, (_, index) => `visitor-${String(index)}`);
const TOPIC = TOPICS.experiments.name;

interface Readiness {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly ready: boolean; readonly detail?: string }>>;
}

describe('definitions that a gateway cannot read', () => {
  let service: AssignmentApp;

  const served = async (experiment: string) =>
    Promise.all(
      UNITS.map(async (unit) => {
        const { body } = await service.call('POST', '/api/v1/experiments/assign', { experiment, unit });
        return body['variant'];
      }),
    );
  const check = async () =>
    (await service.call<Readiness>('GET', '/health/ready')).body.checks['assignment-config'];
  const metric = async (name: string) =>
    new RegExp(`^${name}\\{[^}]*\\} (\\d+)$`, 'm').exec((await service.app.inject('/metrics')).body)?.[1];
  const phaseOf = async (experiment: string) => {
    const unit = `probe-${String(Math.random())}`;
    return (await service.call('POST', '/api/v1/experiments/assign', { experiment, unit })).body['phase'];
  };

  /** The next event of an experiment as a newer release would write it. */
  async function fromTheFuture(experiment: string, streamversion: number): Promise<void> {
    const stored = await service.stored(TOPIC);
    const last = stored.findLast(({ subject }) => subject.endsWith(`/${experiment}`));
    if (last === undefined) throw new TypeError('no such experiment');
    const { data: _, ...context } = { ...last, streamversion, dataschema: 'assay:WeightsChanged:9' };
    const headers = Object.fromEntries(
      Object.entries({ ...context, type: 'WeightsChanged', id: crypto.randomUUID() }).map(([name, value]) => [
        `ce_${name}`,
        String(value),
      ]),
    );
    const value = Buffer.from(JSON.stringify({ weights: { control: 1, treatment: 99 }, curve: 'new' }));
    await service.bus.publishRaw(TOPIC, [{ key: last.subject, headers, value }]);
  }

  beforeAll(async () => {
    service = await assignmentApp();
    for (const key of ['newer', 'known']) {
      await service.call('POST', ADMIN, { key, variants: VARIANTS });
      await service.call('POST', `${ADMIN}/${key}/start`, {});
      await eventually(async () => (await phaseOf(key)) === 1);
    }
  });
  afterAll(() => service.stop());

  it('keep the last good one, and say so in health and metrics', async () => {
    expect(await check()).toEqual({ ready: true });
    expect(await metric('assay_gateway_definitions_set_aside')).toBe('0');
    const before = await served('newer');
    await fromTheFuture('newer', 5);
    const detail = await eventually(async () => (await check())?.detail ?? false);
    expect(detail).toContain('default/experiment/newer as of version 4');
    expect(detail).toContain('WeightsChanged version 9; this reader knows up to 1');
    expect(await metric('assay_gateway_definitions_set_aside')).toBe('1');
    expect((await service.call<Readiness>('GET', '/health/ready')).status).toBe(200);
    expect(await served('newer')).toEqual(before);
  });

  it('are not half applied: what comes after it waits for a gateway that can read all of it', async () => {
    const before = await served('newer');
    const { body } = await service.call('POST', `${ADMIN}/newer/pause`, { reason: 'errors' });
    expect(body['status']).toBe('paused');
    await service.call('POST', `${ADMIN}/known/weights`, { weights: { control: 9 } });
    // Everything else goes on.
    await eventually(async () => (await phaseOf('known')) === 2);
    expect(await served('newer')).toEqual(before);
    expect(await metric('assay_gateway_definitions_set_aside')).toBe('1');
  });

  it('are the same to a gateway that starts now', async () => {
    const before = await served('newer');
    const fresh = await assignmentApp({ databaseUrl: service.databaseUrl });
    const readiness = await fresh.call<Readiness>('GET', '/health/ready');
    expect(readiness.body.checks['assignment-config']?.detail).toContain('default/experiment/newer');
    const [first = ''] = UNITS;
    const payload = { experiment: 'newer', unit: first };
    const { body } = await fresh.call('POST', '/api/v1/experiments/assign', payload);
    expect(body['variant']).toBe(before[0]);
    await fresh.stop();
  });
});
