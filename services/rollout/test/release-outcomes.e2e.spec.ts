import { eventually } from '@assay/testing';
import type { Looked } from '../src/release-outcomes/release-outcome-reader.js';
import { ReleaseOutcomeReader } from '../src/release-outcomes/release-outcome-reader.js';
import { outcome } from './support/outcomes.js';
import { send, startCanary } from './support/releases.js';
import { runningService } from './support/running-service.js';

const service = runningService();

const flags = Array.from({ length: 40 }, (_, i) => `flag-${String(10 + i)}`);
const looker = (): ReleaseOutcomeReader => service.app.get(ReleaseOutcomeReader, { strict: false });
const look = async (looked: Looked) => {
  const changes = await looker().changedSince(looked);
  return { keys: changes.flags.map(({ key }) => key).sort(), looked: changes.looked };
};
const publish = (keys: readonly string[], nth: number) =>
  service.bus.publish(keys.map((flag) => outcome(`unit-${flag}`, { flag, nth })));
/** A look from nothing, once it has seen so many offsets. */
const lookAtAll = (offsets: number) =>
  eventually(async () => {
    const all = await look(new Map());
    expect([...all.looked.values()].reduce((sum, offset) => sum + offset, 0)).toBe(offsets);
    return all;
  });

describe('outcomes of releases', () => {
  it('are looked at where they are new, and only there', async () => {
    await publish(flags, 1);
    const first = await lookAtAll(flags.length);
    expect(first.keys).toEqual(flags);
    expect((await look(first.looked)).keys).toEqual([]);
    await publish(['flag-17', 'flag-40'], 2);
    // A look that knows of none before finds all of them: it is the memory of where it looked that spares the others.
    expect((await lookAtAll(flags.length + 2)).keys).toEqual(flags);
    expect((await look(first.looked)).keys).toEqual(['flag-17', 'flag-40']);
  });

  it('are the same when they are counted anew from the log', async () => {
    await startCanary(service, 'counted', { trafficPercent: 50 });
    await send(service, 'counted', {
      requests: 120,
      serve: (side, nth) => ({ success: nth % 20 !== 0, latencyMs: side === 'canary' ? nth : 2 * nth }),
    });
    const operations = '/api/v1/admin/services/rollout/projections';
    const hash = async (): Promise<string | undefined> => {
      const { body } = await service.call('GET', `${operations}?hash=true`, { role: 'admin' });
      const models = body['projections'] as readonly { name: string; hash: { hash: string } }[];
      return models.find(({ name }) => name === 'release-outcomes')?.hash.hash;
    };
    await lookAtAll(flags.length + 2 + 120);
    const before = await hash();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    const rebuild = `${operations}/release-outcomes/rebuild`;
    expect((await service.call('POST', rebuild, { role: 'admin' })).status).toBe(202);
    await eventually(async () => {
      expect((await service.call('GET', rebuild, { role: 'admin' })).body).toMatchObject({ state: 'done' });
    });
    expect(await hash()).toBe(before);
  });
});
