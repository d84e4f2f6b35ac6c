import { inTransaction } from '@assay/event-store';
import type { Pool } from 'pg';
import type { DataKey, UnitRef } from '../cipher/data-key.js';
import type { MasterKeys, WrappedKey } from '../cipher/master-keys.js';
import { MasterKeyChangedError } from '../errors.js';
import type { KeyStore, MasterKeyUse } from './key-store.js';

const COLUMNS = 'id, project, unit, master, wrapped';

const NEWEST = `SELECT stored.* FROM unnest($1::text[], $2::text[]) AS wanted (project, unit)
  CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM data_keys WHERE data_keys.project = wanted.project AND data_keys.unit = wanted.unit
    ORDER BY created_at DESC, id LIMIT 1) AS stored`;

const NAMED = `SELECT ${COLUMNS} FROM data_keys WHERE id = ANY($1::text[])`;

const ADD = `INSERT INTO data_keys (${COLUMNS})
  SELECT ${COLUMNS} FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[]) AS given (${COLUMNS})
  WHERE NOT EXISTS (
    SELECT FROM forgotten_units AS gone WHERE gone.project = given.project AND gone.unit = given.unit)
  ORDER BY id ON CONFLICT (id) DO NOTHING`;

// Keys that are being added now, by whoever does not see the units as forgotten yet, are waited for.
const ALONE = 'LOCK TABLE data_keys IN SHARE ROW EXCLUSIVE MODE';
const REMEMBER = `INSERT INTO forgotten_units (project, unit)
  SELECT DISTINCT project, unit FROM unnest($1::text[], $2::text[]) AS given (project, unit)
  ORDER BY project, unit ON CONFLICT DO NOTHING`;
const DESTROY = `DELETE FROM data_keys USING unnest($1::text[], $2::text[]) AS gone (project, unit)
  WHERE data_keys.project = gone.project AND data_keys.unit = gone.unit`;

const OF_OTHERS = `SELECT ${COLUMNS} FROM data_keys WHERE master <> $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED`;
const REWRAP = `UPDATE data_keys SET master = changed.master, wrapped = changed.wrapped
  FROM unnest($1::text[], $2::text[], $3::bytea[]) AS changed (id, master, wrapped) WHERE data_keys.id = changed.id`;

const USES = `SELECT id, coalesce(keys, 0) AS keys, named.id IS NOT NULL AS configured
  FROM unnest($1::text[]) AS named (id)
  FULL JOIN (SELECT master AS id, count(*)::int AS keys FROM data_keys GROUP BY master) AS used USING (id) ORDER BY id`;

// One alone may be damaged.
const SOME_OF_EACH = `SELECT stored.* FROM unnest($1::text[]) AS named (id)
  CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM data_keys WHERE master = named.id LIMIT 3) AS stored`;

const columnsOf = (units: readonly UnitRef[]): readonly (readonly string[])[] => [
  units.map(({ project }) => project),
  units.map(({ unit }) => unit),
];

/** Data keys in a Postgres schema of their own, wrapped. */
export class PostgresKeyStore implements KeyStore {
  constructor(
    private readonly pool: Pool,
    private readonly masters: MasterKeys,
  ) {}

  async newest(units: readonly UnitRef[]): Promise<readonly DataKey[]> {
    if (units.length === 0) return [];
    const { rows } = await this.pool.query<WrappedKey>(NEWEST, [...columnsOf(units)]);
    return rows.map((row) => this.masters.unwrap(row));
  }

  async named(ids: readonly string[]): Promise<readonly DataKey[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.pool.query<WrappedKey>(NAMED, [ids]);
    return rows.map((row) => this.masters.unwrap(row));
  }

  async add(keys: readonly DataKey[]): Promise<void> {
    if (keys.length === 0) return;
    const wrapped = keys.map((key) => this.masters.wrap(key));
    await this.pool.query(ADD, [
      wrapped.map(({ id }) => id),
      ...columnsOf(wrapped),
      wrapped.map(({ master }) => master),
      wrapped.map((key) => key.wrapped),
    ]);
  }

  destroy(units: readonly UnitRef[]): Promise<number> {
    if (units.length === 0) return Promise.resolve(0);
    return inTransaction(this.pool, async (client) => {
      await client.query(ALONE);
      await client.query(REMEMBER, [...columnsOf(units)]);
      return (await client.query(DESTROY, [...columnsOf(units)])).rowCount ?? 0;
    });
  }

  rewrap(most: number): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<WrappedKey>(OF_OTHERS, [this.masters.currentId, most]);
      const wrapped = rows.map((row) => this.masters.wrap(this.masters.unwrap(row)));
      if (wrapped.length > 0)
        await client.query(REWRAP, [
          wrapped.map(({ id }) => id),
          wrapped.map(({ master }) => master),
          wrapped.map((key) => key.wrapped),
        ]);
      return wrapped.length;
    });
  }

  async expectMasters(): Promise<void> {
    const { ids } = this.masters;
    const { rows } = await this.pool.query<WrappedKey>(SOME_OF_EACH, [ids]);
    for (const id of ids) {
      const around = rows.filter(({ master }) => master === id);
      if (around.length > 0 && !around.some((key) => this.masters.opens(key)))
        throw new MasterKeyChangedError(id);
    }
  }

  async uses(): Promise<readonly MasterKeyUse[]> {
    return (await this.pool.query<MasterKeyUse>(USES, [this.masters.ids])).rows;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
