import type { FindingLine } from '@assay/contracts';
import type { Position } from '@assay/event-bus';
import { inTransaction } from '@assay/event-store';
import type { Pool, PoolClient } from 'pg';
import { DatabaseError, escapeIdentifier } from 'pg';
import type { ProjectionDefinition } from '../definition.js';
import { RebuildRunningError } from '../errors/index.js';
import type { Target } from '../batch/checkpoint.js';
import type { Generation, GenerationStatus } from './generation.js';
import { tablesOf } from './generation.js';
import { holdLive } from './locks.js';
import { runtimeTables } from './runtime-tables.js';

const COLUMNS = `projection, generation, version, tables_in AS "tablesIn", status,
  started_at AS "startedAt", live_at AS "liveAt",
  accepts_difference AS "acceptsDifference", jsonb_array_length(findings) AS found`;

/** More are not kept. */
const MOST_FINDINGS = 100;

/** Which tables each projection of a service has, and which of them are live. */
export class GenerationStore {
  constructor(
    private readonly pool: Pool,
    readonly service: string,
  ) {}

  /** All generations, the newest first. */
  async list(projection: string): Promise<readonly Generation[]> {
    const { rows } = await this.pool.query<Generation>(
      `SELECT ${COLUMNS} FROM projection_generations WHERE projection = $1 ORDER BY generation DESC`,
      [projection],
    );
    return rows;
  }

  async find(projection: string, status: Target | 'held'): Promise<Generation | undefined> {
    const { rows } = await this.pool.query<Generation>(
      `SELECT ${COLUMNS} FROM projection_generations WHERE projection = $1 AND status = $2`,
      [projection, status],
    );
    return rows[0];
  }

  /** The live generation; the first one is created here, by whichever process comes first. */
  async ensureLive(definition: ProjectionDefinition, from: readonly Position[]): Promise<Generation> {
    const created = await this.alone(definition.name, async (client) => {
      const exists = await client.query(
        `SELECT 1 FROM projection_generations WHERE projection = $1 AND status = 'live'`,
        [definition.name],
      );
      return exists.rowCount === 0 ? this.create(client, definition, 'live') : undefined;
    });
    const live = created ?? (await this.find(definition.name, 'live'));
    if (live === undefined) return this.ensureLive(definition, from);
    await this.addPartitions(live, from);
    return live;
  }

  /**
   * Begins a generation beside the live one. What an earlier swap left is dropped now, and what was held: nobody reads
   * it any more.
   * @throws RebuildRunningError when another one is being built
   */
  async beginBuilding(
    definition: ProjectionDefinition,
    from: readonly Position[],
    acceptsDifference = false,
  ): Promise<Generation> {
    const running = await this.find(definition.name, 'building');
    if (running !== undefined) throw new RebuildRunningError(definition.name, running.generation);
    await this.drop(definition.name, ['retired', 'held']);
    const building = await this.alone(definition.name, (client) =>
      this.create(client, definition, 'building', acceptsDifference),
    );
    await this.addPartitions(building, from);
    return building;
  }

  /** Keeps what a rebuild found, and where it is held, the tables beside the live ones until somebody accepts them. */
  async noteFindings(
    { projection, generation }: Pick<Generation, 'projection' | 'generation'>,
    findings: readonly FindingLine[],
    status: 'building' | 'held',
  ): Promise<void> {
    await this.pool.query(
      `UPDATE projection_generations SET findings = $3, status = $4
       WHERE projection = $1 AND generation = $2 AND status = 'building'`,
      [projection, generation, JSON.stringify(findings.slice(0, MOST_FINDINGS)), status],
    );
  }

  /** What the last rebuild found: of the generation that is held, else of the live one. */
  async findingsOf(projection: string): Promise<readonly FindingLine[]> {
    const { rows } = await this.pool.query<{ findings: readonly FindingLine[] | null }>(
      `SELECT findings FROM projection_generations WHERE projection = $1 AND status IN ('held', 'live')
       ORDER BY generation DESC LIMIT 1`,
      [projection],
    );
    return rows[0]?.findings ?? [];
  }

  /** Goes on with tables that were held, whatever they differ in; undefined when there are none of this version. */
  async acceptHeld({
    name,
    version,
  }: Pick<ProjectionDefinition, 'name' | 'version'>): Promise<Generation | undefined> {
    return this.alone(name, async (client) => {
      const { rows } = await client.query<Generation>(
        `UPDATE projection_generations SET status = 'building', accepts_difference = true
         WHERE projection = $1 AND version = $2 AND status = 'held' RETURNING ${COLUMNS}`,
        [name, version],
      );
      return rows[0];
    });
  }

  /** Tables of their own beside the live ones, to be compared with them and dropped. What one left behind goes first. */
  async beginScratch(definition: ProjectionDefinition, from: readonly Position[]): Promise<Generation> {
    await this.dropScratch(definition.name);
    const scratch = await this.alone(definition.name, (client) => this.create(client, definition, 'scratch'));
    await this.addPartitions(scratch, from);
    return scratch;
  }

  /** Scratch tables, and such as were kept, leave no trace: they were never read. */
  async dropScratch(projection: string, status: 'scratch' | 'kept' = 'scratch'): Promise<void> {
    const found = (await this.list(projection)).filter((one) => one.status === status);
    if (found.length === 0) return;
    await this.drop(projection, [status]);
    await this.pool.query(
      'DELETE FROM projection_generations WHERE projection = $1 AND generation = ANY($2::int[])',
      [projection, found.map(({ generation }) => generation)],
    );
  }

  /** Scratch tables stay, beside those that come after them. */
  async keepScratch(projection: string): Promise<void> {
    await this.pool.query(
      `UPDATE projection_generations SET status = 'kept' WHERE projection = $1 AND status = 'scratch'`,
      [projection],
    );
  }

  /** Notes partitions that a generation does not know yet; those it knows stay where they are. */
  async addPartitions(
    { projection, generation }: Pick<Generation, 'projection' | 'generation'>,
    from: readonly Position[],
  ): Promise<void> {
    await this.pool.query(
      `INSERT INTO projection_checkpoints (projection, generation, topic, partition, position)
       SELECT $1, $2, p.topic, p.partition, p.position
       FROM unnest($3::text[], $4::int[], $5::bigint[]) AS p(topic, partition, position)
       ON CONFLICT DO NOTHING`,
      [
        projection,
        generation,
        from.map(({ topic }) => topic),
        from.map(({ partition }) => partition),
        from.map(({ offset }) => offset),
      ],
    );
  }

  /** Removes the tables of generations that are in one of the given states; their rows stay as history. */
  async drop(projection: string, statuses: readonly GenerationStatus[]): Promise<void> {
    await this.alone(projection, async (client) => {
      const { rows } = await client.query<{ tablesIn: string; generation: number }>(
        `UPDATE projection_generations SET status = 'dropped'
         WHERE projection = $1 AND status = ANY($2::text[]) RETURNING tables_in AS "tablesIn", generation`,
        [projection, statuses],
      );
      for (const { tablesIn, generation } of rows) {
        await client.query('DELETE FROM projection_checkpoints WHERE projection = $1 AND generation = $2', [
          projection,
          generation,
        ]);
        await client.query(`DROP SCHEMA IF EXISTS ${escapeIdentifier(tablesIn)} CASCADE`);
      }
    });
  }

  private async create(
    client: PoolClient,
    definition: ProjectionDefinition,
    status: Target,
    acceptsDifference = false,
  ): Promise<Generation> {
    const { name, version } = definition;
    const next = await client.query<{ generation: number }>(
      `SELECT coalesce(max(generation), 0) + 1 AS generation FROM projection_generations WHERE projection = $1`,
      [name],
    );
    const generation = next.rows[0]?.generation ?? 1;
    const tablesIn = tablesOf(this.service, definition, generation);
    try {
      const { rows } = await client.query<Generation>(
        `INSERT INTO projection_generations (projection, generation, version, tables_in, status, live_at, accepts_difference)
         VALUES ($1, $2, $3, $4, $5, CASE WHEN $5 = 'live' THEN clock_timestamp() END, $6) RETURNING ${COLUMNS}`,
        [name, generation, version, tablesIn, status, acceptsDifference],
      );
      await createTables(client, tablesIn, definition);
      const [row] = rows;
      if (row === undefined) throw new RebuildRunningError(name, generation);
      return row;
    } catch (error) {
      if (error instanceof DatabaseError && error.constraint === 'projection_generations_one_building')
        throw new RebuildRunningError(name, generation - 1);
      throw error;
    }
  }

  private alone<Result>(projection: string, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return inTransaction(this.pool, work, `BEGIN; ${holdLive(this.service, projection)}`);
  }
}

/** The last statements of their transaction: from here on the search path is the generation's. */
async function createTables(
  client: PoolClient,
  schema: string,
  definition: ProjectionDefinition,
): Promise<void> {
  await client.query(`CREATE SCHEMA ${escapeIdentifier(schema)}`);
  await client.query(`SET LOCAL search_path = ${escapeIdentifier(schema)}`);
  for (const statement of [...runtimeTables(definition), ...definition.tables]) await client.query(statement);
}
