import type { ModelReader } from '@assay/projections';
import type { AssignmentsModel } from './projected-assignments.js';
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
    const assignments = new ProjectedAssignments(model, { patienceMs: 60_000 });
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

  describe('while the database does not answer', () => {
    /** Takes questions, and answers none of them until it is let go. */
    function hanging() {
      const { model, queries } = modelOf();
      const limits: (number | undefined)[] = [];
      let answers: () => void = () => undefined;
      const back = new Promise<void>((resolve) => (answers = resolve));
      const read: AssignmentsModel['read'] = async (name, work, limitMs) => {
        limits.push(limitMs);
        await back;
        return model.read(name, work);
      };
      return { model: { read }, queries, limits, answer: () => answers() };
    }

    it('lets no more wait than it has room for', async () => {
      const { model, limits } = hanging();
      const assignments = new ProjectedAssignments(model, { capacity: 3, queryMs: 70 });
      void assignments.lookup(keyOf('u2'));
      await Promise.resolve();
      for (const unit of ['u4', 'u6', 'u8']) void assignments.lookup(keyOf(unit));
      expect(await assignments.lookup(keyOf('u10'))).toEqual({ outcome: 'unavailable' });
      expect(limits).toEqual([70]);
    });

    it.each([
      ['asks for nobody who has gone on meanwhile', 0, 'unavailable', [1]],
      ['asks for those who still wait (control)', 60_000, 'found', [1, 2]],
    ])('%s', async (_, patienceMs, outcome, expected) => {
      const { model, queries, answer } = hanging();
      const options = { patienceMs: 60_000 };
      const impatient = new ProjectedAssignments(model, options);
      const first = impatient.lookup(keyOf('u2'));
      await Promise.resolve();
      await Promise.resolve();
      options.patienceMs = patienceMs;
      const later = ['u4', 'u6'].map((unit) => impatient.lookup(keyOf(unit)));
      answer();
      expect(await first).toMatchObject({ outcome: 'found' });
      expect((await Promise.all(later)).map((lookup) => lookup.outcome)).toEqual([outcome, outcome]);
      expect(queries).toEqual(expected);
    });
  });
});
