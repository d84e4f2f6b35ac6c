import { evaluate } from '@assay/bucketing';
import type { UnitAssigned } from '@assay/contracts';
import { eventually, soakFactor } from '@assay/testing';
import type { ExplanationView } from '../src/explain/explanation-view.js';
import { Revisions } from '../src/revisions/revisions.js';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const EXPERIMENT = '/api/v1/admin/experiments/edited';
const EDITS = 50;
const IS_SOAK = soakFactor() > 1;
const UNITS_PER_EDIT = IS_SOAK ? 200 : 20;
const LONG = 20 * 60_000;
const AT_ONCE = 10;
const PATIENT = { timeoutMs: 90_000 };

describe('definitions of the past', () => {
  let service: AssignmentApp;
  let assigned: readonly UnitAssigned[];

  const post = (path: string, payload: object = {}) =>
    service.call<{ readonly revision: string }>('POST', `${EXPERIMENT}${path}`, payload);

  /** As a client that comes while this revision is served. */
  async function assignedUnder(revision: string, from: number): Promise<void> {
    let probes = 0;
    await eventually(async () => {
      probes += 1;
      const unit = `probe-${revision}-${String(probes)}`;
      const { body } = await service.call<{ exposure?: { revision?: string } }>(
        'POST',
        '/api/v1/experiments/assign',
        { experiment: 'edited', unit },
      );
      return body.exposure?.revision === revision;
    }, PATIENT);
    for (let unit = from; unit < from + UNITS_PER_EDIT; unit += 1) await assign(`u${String(unit)}`);
  }

  /** An answer that is provisional, because the database was slow to say who is new, is no assignment. */
  const assign = (unit: string) =>
    eventually(async () => {
      const payload = { experiment: 'edited', unit };
      const { body } = await service.call('POST', '/api/v1/experiments/assign', payload);
      return body['reason'] !== 'provisional';
    }, PATIENT);

  beforeAll(async () => {
    service = await assignmentApp();
    const variants = [{ key: 'control', isControl: true }, { key: 'b' }, { key: 'c' }];
    await service.call('POST', '/api/v1/admin/experiments', { key: 'edited', variants });
    await post('/start');
    for (let edit = 0; edit < EDITS; edit += 1) {
      const weights = { control: edit + 2, b: ((edit * 7) % 11) + 1 };
      const { status, body } = await post('/weights', { weights });
      expect([edit, status]).toEqual([edit, 200]);
      await assignedUnder(body.revision, edit * UNITS_PER_EDIT);
    }
    // What is explained is what has been projected.
    await eventually(async () => {
      const unit = `u${String(EDITS * UNITS_PER_EDIT - 1)}`;
      return (await service.call('GET', `${EXPERIMENT}/assignments/${unit}`)).status === 200;
    });
    assigned = await eventually(async () => {
      const events = (await service.stored('assay.assignments.v1')) as readonly UnitAssigned[];
      const found = events.filter(({ data }) => data.unit.startsWith('u'));
      return found.length === EDITS * UNITS_PER_EDIT && found;
    }, PATIENT);
  }, LONG);
  afterAll(() => service.stop());

  it('give every unit exactly the variant that they got, by the revision of their assignment', async () => {
    const revisions = service.app.get(Revisions);
    const names = [...new Set(assigned.map(({ data }) => data.revision))];
    expect(names).toHaveLength(EDITS);
    const past = new Map(
      await Promise.all(
        names.map(async (name) => [name, await revisions.withRevision('default', 'edited', name)] as const),
      ),
    );
    const wrong = assigned.filter(({ data: { unit, revision, variant } }) => {
      const snapshot = past.get(revision)?.snapshot;
      const evaluation = snapshot && evaluate(snapshot, 'edited', { unit });
      return evaluation?.kind !== 'experiment' || evaluation.variant !== variant;
    });
    expect(wrong).toEqual([]);
    expect(assigned).toHaveLength(EDITS * UNITS_PER_EDIT);
  });

  it(
    'explain over HTTP, as of the time of each assignment, exactly the variant that was given',
    async () => {
      const wrong: unknown[] = [];
      const explained = async ({ time, data: { unit, variant, revision } }: UnitAssigned) => {
        const { status, body } = await service.call<ExplanationView>(
          'GET',
          `${EXPERIMENT}/explain?unit=${unit}&at=${time}`,
        );
        const { evaluation, assignment } = body;
        const isRight =
          status === 200 &&
          evaluation.kind === 'experiment' &&
          evaluation.variant === variant &&
          assignment?.agrees === true &&
          assignment.definition.revision === revision &&
          assignment.steps.at(-1)?.rule === 'weights';
        if (!isRight) wrong.push({ unit, variant, revision, body });
      };
      for (let from = 0; from < assigned.length; from += AT_ONCE)
        await Promise.all(assigned.slice(from, from + AT_ONCE).map(explained));
      expect(wrong).toEqual([]);
    },
    LONG,
  );

  it('differ from those of now: without them, many would be explained wrongly', async () => {
    const now = await service.app.get(Revisions).asOf('default', 'edited', Number.MAX_SAFE_INTEGER);
    const wrong = assigned.filter(({ data: { unit, variant } }) => {
      const evaluation = now && evaluate(now.snapshot, 'edited', { unit });
      return evaluation?.kind !== 'experiment' || evaluation.variant !== variant;
    });
    expect(wrong.length).toBeGreaterThan(100);
  });

  it('are listed, and read by revision and by time', async () => {
    const { body } = await service.call<{ items: readonly { revision: string; from: string }[] }>(
      'GET',
      `${EXPERIMENT}/revisions`,
    );
    const last = body.items.at(-1);
    if (last === undefined) throw new TypeError('no revisions');
    const byRevision = await service.call('GET', `${EXPERIMENT}/revisions/${last.revision}`);
    expect(byRevision).toMatchObject({ status: 200, body: { key: 'edited', revision: last.revision } });
    expect((await service.call('GET', `${EXPERIMENT}/definition`)).body).toEqual(byRevision.body);
    const then = await service.call('GET', `${EXPERIMENT}/definition?at=${last.from}`);
    expect(then.body).toEqual(byRevision.body);
    for (const path of ['revisions/gone', 'definition?at=2001-01-01T00:00:00Z'])
      expect(await service.call('GET', `${EXPERIMENT}/${path}`)).toMatchObject({
        status: 404,
        body: { code: 'REVISION_NOT_FOUND' },
      });
  });
});
