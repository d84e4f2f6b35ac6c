import type { TestDatabase } from '@assay/testing';
import { createTestDatabase } from '@assay/testing';
import pg from 'pg';
import { assignmentsProjection } from '../src/assignments/assignments.projection.js';
import { runsOfUnits } from '../src/erasure/runs-of-units.js';

const UNITS = 5_000;
/** Ten experiments of two projects with three runs each; a unit is in every run of one of seven experiments. */
const FILL = `INSERT INTO assignments
  SELECT project, 'e' || experiment, run, 'u' || unit, 'control', gen_random_uuid(), '{}'
  FROM unnest(ARRAY['default', 'other']) AS project, generate_series(0, 9) AS experiment,
    generate_series(1, 3) AS run, generate_series(1, ${String(UNITS)}) AS unit
  WHERE unit % 7 = experiment`;
const AT_ONCE = `SELECT experiment, run, project, unit FROM assignments
  WHERE (project, unit) IN (SELECT * FROM unnest($1::text[], $2::text[]))`;

interface Seen {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

describe('the runs of units that are forgotten', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let seen: Seen | undefined;
  const model = {
    query: async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
      seen = { sql, parameters };
      return (await client.query(sql, [...parameters])).rows as Row[];
    },
  };
  const planOf = async ({ sql, parameters }: Seen): Promise<string> =>
    JSON.stringify((await client.query(`EXPLAIN (FORMAT JSON) ${sql}`, [...parameters])).rows);

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    for (const table of assignmentsProjection.tables) await client.query(table);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('are none while nobody was assigned', async () => {
    expect(await runsOfUnits(model, [{ project: 'default', unit: 'u1' }])).toEqual([]);
  });

  it('are those that the log has of each unit, in its own project', async () => {
    await client.query(FILL);
    await client.query('ANALYZE assignments');
    const units = [
      ...[1, 2, 14, UNITS].map((unit) => ({ project: 'default', unit: `u${String(unit)}` })),
      { project: 'other', unit: 'u3' },
      { project: 'default', unit: 'nobody' },
      { project: 'nowhere', unit: 'u1' },
    ];
    const found = await runsOfUnits(model, units);
    const texts = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
    const { rows } = await client.query(AT_ONCE, [...(seen?.parameters ?? [])]);
    expect(texts(found)).toEqual(texts(rows as object[]));
    expect(found).toHaveLength(15);
  });

  it('are found without reading the whole table', async () => {
    const { sql, parameters } = seen ?? { sql: '', parameters: [] };
    expect(await planOf({ sql, parameters })).not.toContain('"Seq Scan"');
    // Control: asked for at once, they are looked for in all that there is.
    expect(await planOf({ sql: AT_ONCE, parameters })).toContain('"Seq Scan"');
  });
});
