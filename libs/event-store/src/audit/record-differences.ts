import type { FindingKind, FindingLine } from '@assay/contracts';
import { damageLine, noteLine } from '@assay/contracts';
import type { PoolClient } from 'pg';

interface Difference {
  readonly place: string;
  readonly problem: string;
  readonly since: Date | null;
}

interface Question {
  readonly kind: FindingKind;
  readonly severity: 'damage' | 'note';
  /** Rows of place, problem and since; where it asks, $1 is the position up to which all has been published. */
  readonly query: string;
}

/** More of one kind are counted and not listed. */
const MOST = 100;

const AT = `r.topic || '[' || r.partition || ']:' || r."offset"`;
const EVENT = `e.stream || ' version ' || e.version`;
// Not by the JSON operators, which refuse a text with an escaped zero in it. Names are sorted: this one comes before
// any that the data may have.
const SEAL = `substring(e.envelope::text from '"assayhash":"([0-9a-f]+)"')`;
const FIRST = `(SELECT DISTINCT ON (id) * FROM audited_records ORDER BY id, topic, partition, "offset")`;

const QUESTIONS: readonly Question[] = [
  {
    kind: 'record-missing',
    severity: 'damage',
    query: `SELECT ${EVENT} AS place, 'the log does not have it' AS problem, e.recorded_at AS since FROM events e
      WHERE e.position < $1 AND NOT EXISTS (SELECT 1 FROM audited_records r WHERE r.id = e.id::text)
      ORDER BY e.position`,
  },
  {
    kind: 'record-altered',
    severity: 'damage',
    query: `SELECT ${AT} AS place, 'it is not ' || ${EVENT} || ' as the store has it' AS problem, r.appended_at AS since
      FROM audited_records r JOIN events e ON e.id::text = r.id
      WHERE r.computed IS DISTINCT FROM ${SEAL}
        OR r.stated IS DISTINCT FROM ${SEAL}
      ORDER BY r.topic, r.partition, r."offset"`,
  },
  {
    kind: 'record-foreign',
    severity: 'damage',
    query: `SELECT ${AT} AS place, 'the store never had event ' || r.id AS problem, r.appended_at AS since
      FROM audited_records r
      WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.id::text = r.id)
      ORDER BY r.topic, r.partition, r."offset"`,
  },
  {
    kind: 'record-reordered',
    severity: 'damage',
    query: `SELECT place, 'it lies after an event that was stored later' AS problem, since FROM (
        SELECT ${AT} AS place, r.appended_at AS since, e.position,
          max(e.position) OVER (PARTITION BY r.topic, r.partition ORDER BY r."offset"
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM ${FIRST} r JOIN events e ON e.id::text = r.id) AS placed
      WHERE before > position ORDER BY place`,
  },
  {
    kind: 'record-repeated',
    severity: 'note',
    query: `SELECT min(${AT}) AS place, 'event ' || r.id || ' lies ' || count(*) ||
        ' times in the log; readers drop repeats' AS problem, min(r.appended_at) AS since
      FROM audited_records r GROUP BY r.id HAVING count(*) > 1 ORDER BY 1`,
  },
];

/** Everything in which the noted messages and the store differ. */
export async function* recordDifferences(client: PoolClient, published: number): AsyncGenerator<FindingLine> {
  await client.query('ANALYZE audited_records');
  for (const { kind, severity, query } of QUESTIONS) {
    const parameters = query.includes('$1') ? [published] : [];
    const { rows } = await client.query<Difference>(`${query} LIMIT ${String(MOST)}`, parameters);
    for (const { place, problem, since } of rows) {
      const finding = { kind, place, problem, since: since?.toISOString() ?? null };
      yield severity === 'damage' ? damageLine(finding) : noteLine(finding);
    }
  }
}
