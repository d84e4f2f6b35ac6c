import { eventually } from '@assay/testing';
import type { EventEnvelope } from '@assay/contracts';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const PROJECTIONS = '/api/v1/admin/services/assignment/projections';
const EXPERIMENTS = '/api/v1/admin/experiments';
const TOPIC = 'assay.assignments.v1';

interface Listed {
  readonly projections: readonly {
    readonly name: string;
    readonly generation: number;
    readonly lag: number;
    readonly hash: { readonly hash: string; readonly rows: number };
  }[];
}

describe('the assignments read model', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
  });
  afterAll(() => service.stop());

  const model = async () => {
    const { body } = await service.call<Listed>('GET', `${PROJECTIONS}?hash=true`);
    return body.projections[0];
  };
  const caughtUp = () =>
    eventually(async () => {
      const ends = await service.bus.ends(TOPIC);
      const total = ends.reduce((sum, { end }) => sum + end, 0);
      const { body } = await service.call<{ projections: { positions: { offset: number }[] }[] }>(
        'GET',
        PROJECTIONS,
      );
      const at = body.projections[0]?.positions.reduce((sum, { offset }) => sum + offset, 0);
      return at === total && total > 0;
    });

  async function assignUnits(): Promise<void> {
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    await service.call('POST', EXPERIMENTS, { key: 'modelled', variants });
    await service.call('POST', `${EXPERIMENTS}/modelled/start`, {});
    const payload = (unit: number) => ({ experiment: 'modelled', unit: `u${String(unit)}` });
    const assign = (unit: number) => service.call('POST', '/api/v1/experiments/assign', payload(unit));
    await eventually(
      async () => (await assign(0)).body['reason'] !== 'not_started' && (await assign(0)).status === 200,
    );
    await Promise.all(Array.from({ length: 100 }, (_, unit) => assign(unit)));
    await eventually(async () => (await service.stored(TOPIC)).length >= 100);
  }

  it('is the same when every event comes again, and when another assignment comes later', async () => {
    await assignUnits();
    await caughtUp();
    const before = await model();
    expect(before?.hash.rows).toBe(100);
    const events = await service.stored(TOPIC);
    const contradictions = events.map((event): EventEnvelope => ({
      ...event,
      id: `ffffffff${event.id.slice(8)}`,
      data: { ...(event.data as object), variant: 'other' },
    }));
    await service.bus.publish([...events, ...contradictions]);
    await caughtUp();
    expect((await model())?.hash.hash).toBe(before?.hash.hash);
  });

  it('is the same when it is rebuilt from the log', async () => {
    const before = await model();
    const begun = await service.call('POST', `${PROJECTIONS}/assignments/rebuild`, {});
    expect(begun.status).toBe(202);
    const after = await eventually(async () => {
      const now = await model();
      return now !== undefined && now.generation !== before?.generation && now;
    });
    expect(after.hash.hash).toBe(before?.hash.hash);
  });
});
