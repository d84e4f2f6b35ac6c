import { eventually } from '@assay/testing';
import type { Client, QueryResult } from 'pg';
import { EXIT } from '../src/index.js';
import type { Call } from './support/api.js';
import { apiOf } from './support/api.js';
import { databaseOf } from './support/database-of.js';
import { assay } from './support/main-job.js';
import type { RunningForm } from './support/standalone.js';
import { startStandalone } from './support/standalone.js';

const MINUTES = 60_000;
const STREAM = 'default/experiment/checkout';
const EVENTS = `assignment.events`;
const LOG = `bus.log AS l USING bus.topics AS t WHERE t.topic_id = l.topic_id AND t.name = 'assay.experiments.v1'`;
const MODEL = 'assignment_assignments_v1_g1.assignments';

interface Verified {
  readonly intact: boolean;
  readonly checks: readonly {
    readonly check: string;
    readonly checked: number;
    readonly findings: readonly { readonly kind: string; readonly severity: string }[];
  }[];
}

/** An experiment with thirty units that saw it. */
async function live(call: Call): Promise<void> {
  const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
  await call('/api/v1/admin/experiments', { key: 'checkout', name: 'checkout', variants });
  await call('/api/v1/admin/experiments/checkout/start', {});
  const assign = (unit: string) =>
    call<{ reason: string }>('/api/v1/experiments/assign', { experiment: 'checkout', unit });
  await eventually(
    async () => (await assign('u0')).body.reason !== 'not_found' && (await assign('u0')).status === 200,
  );
  for (let unit = 0; unit < 30; unit += 1) await assign(`u${String(unit)}`);
}

/** A damage, how it is undone, and what of it is found by which check. */
const DAMAGES: readonly (readonly [string, string, string, string, readonly string[]])[] = [
  [
    'a changed byte of an event',
    'chain',
    `UPDATE ${EVENTS} SET envelope = replace(envelope::text, '"checkout"', '"cHeckout"')::json WHERE stream = '${STREAM}' AND version = 1`,
    `UPDATE ${EVENTS} SET envelope = replace(envelope::text, '"cHeckout"', '"checkout"')::json WHERE stream = '${STREAM}' AND version = 1`,
    ['event-altered'],
  ],
  [
    'a deleted event',
    'chain',
    `WITH gone AS (DELETE FROM ${EVENTS} WHERE stream = '${STREAM}' AND version = 2 RETURNING *)
     INSERT INTO kept_events SELECT * FROM gone`,
    `INSERT INTO ${EVENTS} SELECT * FROM kept_events`,
    ['event-missing', 'positions-missing'],
  ],
  [
    'a stream that notes another end',
    'chain',
    `UPDATE assignment.streams SET version = version + 1 WHERE id = '${STREAM}'`,
    `UPDATE assignment.streams SET version = version - 1 WHERE id = '${STREAM}'`,
    ['event-missing'],
  ],
  [
    'a changed header of a message',
    'log',
    `UPDATE bus.log l SET headers = replace(l.headers::text, 'user:', 'usur:')::json
     FROM bus.topics t WHERE t.topic_id = l.topic_id AND t.name = 'assay.experiments.v1'`,
    `UPDATE bus.log l SET headers = replace(l.headers::text, 'usur:', 'user:')::json
     FROM bus.topics t WHERE t.topic_id = l.topic_id AND t.name = 'assay.experiments.v1'`,
    ['record-altered'],
  ],
  [
    'a deleted message',
    'log',
    `WITH gone AS (DELETE FROM ${LOG} AND l."offset" = 1 RETURNING l.*) INSERT INTO kept_log SELECT * FROM gone`,
    `INSERT INTO bus.log SELECT * FROM kept_log`,
    ['record-missing'],
  ],
  [
    'a changed row of a read model',
    'models',
    `UPDATE ${MODEL} SET variant = 'other' WHERE unit = 'u7'`,
    `UPDATE ${MODEL} SET variant = event -> 'data' ->> 'variant' WHERE unit = 'u7'`,
    ['row-changed'],
  ],
  [
    'an added row of a read model',
    'models',
    `INSERT INTO ${MODEL} SELECT project, experiment, run, 'ghost', variant, gen_random_uuid(), event FROM ${MODEL} LIMIT 1`,
    `DELETE FROM ${MODEL} WHERE unit = 'ghost'`,
    ['row-added'],
  ],
  [
    'an assignment that is not what memory holds',
    'sticky',
    `UPDATE ${MODEL} SET event = replace(event::text, '"variant":"' || variant || '"', '"variant":"other"')::json WHERE unit = 'u7'`,
    `UPDATE ${MODEL} SET event = replace(event::text, '"variant":"other"', '"variant":"' || variant || '"')::json WHERE unit = 'u7'`,
    ['sticky-differs'],
  ],
  [
    'a checkpoint beyond the log',
    'models',
    `UPDATE assignment.projection_checkpoints SET position = position + 1000 WHERE projection = 'identity-links'`,
    `UPDATE assignment.projection_checkpoints SET position = position - 1000 WHERE projection = 'identity-links'`,
    ['checkpoint-beyond-log'],
  ],
];

describe('assay verify, on a running system', () => {
  let form: RunningForm | undefined;
  let database: Client | undefined;
  const running = (): { readonly folder: string; readonly sql: (text: string) => Promise<QueryResult> } => {
    if (form === undefined || database === undefined) throw new TypeError('it has not started');
    const { folder } = form;
    const client = database;
    return { folder, sql: (text) => client.query(text) };
  };
  beforeAll(async () => {
    form = await startStandalone();
    database = await databaseOf(form.folder);
    await live(await apiOf(form));
    const { sql } = running();
    await sql(`CREATE TEMP TABLE kept_events AS SELECT * FROM ${EVENTS} LIMIT 0`);
    await sql(`CREATE TEMP TABLE kept_log AS SELECT * FROM bus.log LIMIT 0`);
    await eventually(async () => (await sql(`SELECT unit FROM ${MODEL}`)).rowCount === 30);
  }, 3 * MINUTES);
  afterAll(async () => {
    await database?.end();
    await form?.stop();
  }, MINUTES);

  const verify = async (...args: string[]) => {
    const { exitCode, output } = await assay(running().folder, 'verify', '--json', ...args);
    return { exitCode, ...(JSON.parse(output) as Verified) };
  };

  it(
    'finds everything of an undamaged system intact',
    async () => {
      const { exitCode, intact, checks } = await verify();
      expect(checks.flatMap(({ findings }) => findings)).toEqual([]);
      expect({ exitCode, intact }).toEqual({ exitCode: EXIT.done, intact: true });
      expect(checks.find(({ check }) => check === 'sticky')?.checked).toBe(30);
      expect(checks.filter(({ check }) => check === 'models').length).toBeGreaterThan(8);
    },
    MINUTES,
  );

  it.each(DAMAGES)(
    'finds %s, and nothing once it is undone',
    async (_name, check, damage, undo, kinds) => {
      await running().sql(damage);
      const damaged = await verify('assignment', '--only', check);
      await running().sql(undo);
      expect(damaged.exitCode).toBe(EXIT.damaged);
      const found = new Set(damaged.checks.flatMap(({ findings }) => findings).map(({ kind }) => kind));
      expect([...found].sort()).toEqual([...kinds]);
      expect(await verify('assignment', '--only', check)).toMatchObject({
        exitCode: EXIT.done,
        intact: true,
      });
    },
    MINUTES,
  );
});
