import { eventually } from '@assay/testing';
import pg from 'pg';
import type { ExplanationView } from '../src/explain/explanation-view.js';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const ADMIN = '/api/v1/admin/experiments';
const GERMAN = { country: 'DE', mail: 'a@example.org' };
/** The database takes no event of the service. */
const TAKES_NONE = `
  CREATE FUNCTION assignment.takes_none() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'it starts' USING ERRCODE = 'cannot_connect_now'; END $$;
  CREATE TRIGGER takes_none BEFORE INSERT ON assignment.events EXECUTE FUNCTION assignment.takes_none()`;
const TAKES_AGAIN = 'DROP FUNCTION assignment.takes_none CASCADE';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];

interface Look {
  readonly actor: string;
  readonly data: { readonly topic: string; readonly subject?: string };
}

describe('explaining', () => {
  let service: AssignmentApp;
  let served: string;
  let before: string;

  const explain = (query: string) => service.call<ExplanationView>('GET', `${ADMIN}/shop/explain?${query}`);
  const rules = ({ body }: { readonly body: ExplanationView }) => body.steps.map(({ rule }) => rule);

  beforeAll(async () => {
    service = await assignmentApp();
    before = new Date().toISOString();
    const targeting = { op: 'equals', attribute: 'country', value: 'DE' };
    await service.call('POST', ADMIN, { key: 'shop', variants: VARIANTS, targeting });
    await service.call('POST', `${ADMIN}/shop/start`, {});
    served = await eventually(async () => {
      const payload = { experiment: 'shop', unit: 'anna', attributes: GERMAN };
      const { body } = await service.call('POST', '/api/v1/experiments/assign', payload);
      return body['inExperiment'] === true && String(body['variant']);
    });
    await eventually(
      async () => (await service.call('GET', `${ADMIN}/shop/assignments/anna`)).status === 200,
    );
  });
  afterAll(() => service.stop());

  it('names each rule that was asked, what it saw, and the definition', async () => {
    const answer = await explain(`unit=ben&attributes=${encodeURIComponent(JSON.stringify(GERMAN))}`);
    expect(answer).toMatchObject({
      status: 200,
      body: { experiment: 'shop', unit: 'ben', assignment: null },
    });
    expect(rules(answer).slice(-4)).toEqual([
      'targeting',
      'traffic allocation',
      'sticky assignment',
      'weights',
    ]);
    const targeting = answer.body.steps.find(({ rule }) => rule === 'targeting');
    expect(targeting).toMatchObject({ outcome: 'passed', inputs: { attributes: { country: 'DE' } } });
    const { evaluation, definition, steps } = answer.body;
    expect(evaluation).toMatchObject({ reason: 'split', propensity: 0.5, revision: definition.revision });
    expect(steps.at(-1)?.inputs).toMatchObject({ bucket: (evaluation as { bucket: number }).bucket });
  });

  it('says which rule kept a unit out', async () => {
    const { body } = await explain('unit=ben&attributes=%7B%22country%22%3A%22FR%22%7D');
    expect(body.evaluation).toMatchObject({ variant: 'control', reason: 'targeting_mismatch' });
    expect(body.steps.at(-1)).toMatchObject({ rule: 'targeting', outcome: 'decided' });
  });

  it('knows what an assignment rested on, without being told again', async () => {
    const { body } = await explain('unit=anna');
    expect(body.evaluation).toMatchObject({ reason: 'sticky', variant: served });
    expect(body.assignment).toMatchObject({
      variant: served,
      reason: 'split',
      agrees: true,
      attributes: { country: 'DE' },
    });
    expect(body.assignment?.attributes).not.toHaveProperty('mail');
  });

  it('answers as of an instant, and of one before the assignment without it', async () => {
    const { body: now } = await explain('unit=anna');
    await service.call('POST', `${ADMIN}/shop/pause`, { reason: 'errors' });
    expect((await explain('unit=anna')).body.evaluation).toMatchObject({ reason: 'paused' });
    const then = await explain(`unit=anna&at=${now.at}`);
    expect(then.body).toEqual({ ...now, at: now.at });
    const earlier = new Date(Date.parse(now.assignment?.assignedAt ?? '') - 1).toISOString();
    expect((await explain(`unit=anna&at=${earlier}`)).body).toMatchObject({ assignment: null });
    expect(await explain(`unit=anna&at=${before}`)).toMatchObject({
      status: 404,
      body: { code: 'REVISION_NOT_FOUND' },
    });
  });

  it('knows what the unit has in the experiment that a prerequisite names', async () => {
    await service.call('POST', ADMIN, { key: 'first', variants: VARIANTS });
    await service.call('POST', `${ADMIN}/first/start`, {});
    const has = await eventually(async () => {
      const payload = { experiment: 'first', unit: 'dora' };
      const { body } = await service.call('POST', '/api/v1/experiments/assign', payload);
      return body['inExperiment'] === true && String(body['variant']);
    });
    await eventually(
      async () => (await service.call('GET', `${ADMIN}/first/assignments/dora`)).status === 200,
    );
    const prerequisites = [{ flag: 'first', variants: [has] }];
    await service.call('POST', ADMIN, { key: 'second', variants: VARIANTS, prerequisites });
    await service.call('POST', `${ADMIN}/second/start`, {});
    const weights = { control: has === 'control' ? 1 : 99, treatment: has === 'control' ? 99 : 1 };
    expect(await service.call('POST', `${ADMIN}/first/weights`, { weights })).toMatchObject({ status: 200 });
    const reason = async (unit: string) => {
      const { body } = await service.call<ExplanationView>('GET', `${ADMIN}/second/explain?unit=${unit}`);
      return (body.evaluation as { reason: string }).reason;
    };
    expect(await reason('dora')).toBe('split');
    // Control run: by the new weights alone hardly anybody is let in.
    const strangers = await Promise.all(['eve', 'fay', 'gil', 'hal', 'ivo'].map(reason));
    expect(strangers).toContain('prerequisite_failed');
  });

  it('takes attributes in a body, for those that are too many for an address', async () => {
    const attributes = { ...GERMAN, text: 'x'.repeat(20_000) };
    const { status, body } = await service.call<ExplanationView>('POST', `${ADMIN}/shop/explain`, {
      unit: 'carl',
      attributes,
    });
    expect([status, body.experiment]).toEqual([200, 'shop']);
  });

  it.each([
    ['', 'unit'],
    [`unit=${'x'.repeat(201)}`, 'unit'],
    ['unit=a&at=yesterday', 'at'],
    ['unit=a&attributes=%7B', 'attributes'],
    ['unit=a&attributes=%7B%22__proto__%22%3A%7B%7D%7D', 'attributes'],
    ['unit=a&attributes=%5B1%5D', 'attributes'],
    ['unit=a&colour=red', 'colour'],
  ])('refuses "%s", naming the field', async (query, path) => {
    const { status, body } = await service.call<{ errors: { path: string }[] }>(
      'GET',
      `${ADMIN}/shop/explain?${query}`,
    );
    expect([status, body.errors.map((error) => error.path)]).toEqual([400, [path]]);
  });

  describe('who looks', () => {
    const looksAt = async (unit: string) => {
      const path = '/api/v1/admin/services/assignment/events?type=UnitDataRead';
      const { body } = await service.call<{ items: Look[] }>('GET', path);
      return body.items.filter(({ data }) => data.subject === unit).map(({ actor, data }) => [actor, data]);
    };

    it('is noted, with what was looked at', async () => {
      const at = new Date().toISOString();
      await explain(`unit=gus&at=${at}`);
      await service.call('GET', '/api/v1/admin/flags/shop/explain?unit=gus');
      await service.call('GET', `${ADMIN}/shop/assignments/gus`);
      const look = { topic: 'assay.assignments.v1', subject: 'gus' };
      expect((await looksAt('gus')).toReversed()).toEqual([
        ['user:alice', { ...look, until: at }],
        ['user:alice', look],
        ['user:alice', look],
      ]);
    });

    it('sees nothing while it cannot be noted', async () => {
      const database = new pg.Client({ connectionString: service.databaseUrl });
      await database.connect();
      await database.query(TAKES_NONE);
      const answers = [
        await explain('unit=anna'),
        await service.call('GET', `${ADMIN}/shop/assignments/anna`),
      ];
      await database.query(TAKES_AGAIN);
      await database.end();
      expect(answers.map(({ status }) => status)).toEqual([503, 503]);
      expect(JSON.stringify(answers)).not.toContain('bucket');
      // Control: the same questions, as soon as they can be noted.
      expect(JSON.stringify(await explain('unit=anna'))).toContain('bucket');
    });
  });

  it('is for people who may read, of experiments that there are', async () => {
    expect((await service.call('GET', `${ADMIN}/nobody/explain?unit=a`)).status).toBe(404);
    const options = { headers: { authorization: 'Bearer nothing' } };
    expect((await service.call('GET', `${ADMIN}/shop/explain?unit=a`, undefined, options)).status).toBe(401);
  });
});
