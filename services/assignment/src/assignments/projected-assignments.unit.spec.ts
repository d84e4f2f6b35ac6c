import type { ModelReader } from '@assay/projections';
import { ProjectedAssignments } from './projected-assignments.js';

const keyOf = (unit: string) => ({ project: 'default', experiment: 'checkout', run: 1, unit });

/** Units with an even number are known. */
function modelOf() {
  const queries: number[] = [];
  const query = (_sql: string, [, , , units]: readonly (readonly unknown[])[]) => {
    queries.push(units?.length ?? 0);
    const rows = (units ?? []).map((unit, index) => ({ place: index + 1, event: { subject: unit } }));
    return Promise.resolve(rows.filter(({ event }) => Number(String(event.subject).slice(1)) % 2 === 0));
  };
  const model = {
    read: <Result>(_name: string, work: (reader: ModelReader) => Promise<Result>) =>
      work({ query } as unknown as ModelReader),
  };
  return { model, queries };
}

describe('ProjectedAssignments', () => {
  it('tells units it knows from units it does not', async () => {
    const assignments = new ProjectedAssignments(modelOf().model);
    expect(await assignments.lookup(keyOf('u2'))).toEqual({
      outcome: 'found',
      entry: { event: { subject: 'u2' }, confirmed: true },
    });
    expect(await assignments.lookup(keyOf('u3'))).toEqual({ outcome: 'missing' });
  });

  it('asks for many units at once', async () => {
    const { model, queries } = modelOf();
    const assignments = new ProjectedAssignments(model);
    const units = Array.from({ length: 1_200 }, (_, index) => `u${String(index)}`);
    const answers = await Promise.all(units.map((unit) => assignments.lookup(keyOf(unit))));
    expect(answers.filter(({ outcome }) => outcome === 'found')).toHaveLength(600);
    expect(queries).toEqual([500, 500, 200]);
  });

  it('is unavailable, not missing, when the read model cannot be read, and asks again later', async () => {
    const { model } = modelOf();
    let away = true;
    const assignments = new ProjectedAssignments({
      read: (name, work) => (away ? Promise.reject(new TypeError('no database')) : model.read(name, work)),
    });
    expect(await assignments.lookup(keyOf('u2'))).toEqual({ outcome: 'unavailable' });
    away = false;
    expect(await assignments.lookup(keyOf('u2'))).toMatchObject({ outcome: 'found' });
  });
});
