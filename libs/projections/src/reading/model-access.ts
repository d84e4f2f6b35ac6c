import { appendToOutbox, inTransaction, schemaOf } from '@assay/event-store';
import type { Pool, PoolClient } from 'pg';
import { DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import type { ProjectionDefinition } from '../definition.js';
import { NotLiveError } from '../errors/index.js';
import type { ModelReader, ModelWriter } from './model-scope.js';
import { ClientModelScope } from './model-scope.js';

/** A projection, and the version of it that this process has. */
type Named = Pick<ProjectionDefinition, 'name' | 'version'>;
type LiveGeneration = ModelReader['generation'];

/** Tables or schema gone (swapped away and dropped since the snapshot), serialization failure, deadlock. */
const AGAIN = new Set(['42P01', '3F000', '40001', '40P01', 'XX000']);
const ATTEMPTS = 5;

const isWorthRepeating = (error: unknown): boolean =>
  error instanceof DatabaseError && AGAIN.has(error.code ?? '');

/**
 * Reads and writes the live tables of a projection, whichever generation that is just now: each transaction
 * looks it up, and one that was overtaken by a swap begins again, so that a rebuild never fails a reader.
 */
export class ModelAccess {
  private readonly schema: string;

  constructor(
    private readonly pool: Pool,
    private readonly service: string,
  ) {
    this.schema = escapeIdentifier(schemaOf(service));
  }

  /** Several queries on one snapshot, together with what it covers. `work` may be run again. */
  read<Result>(
    projection: Named,
    work: (reader: ModelReader) => Promise<Result>,
    limitMs?: number,
  ): Promise<Result> {
    return this.repeating(() =>
      inTransaction(
        this.pool,
        async (client) => work(await this.open(client, projection)),
        'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
        limitMs,
      ),
    );
  }

  /**
   * A transaction on one snapshot that may change the tables and emit events. `work` may be run again. It locks the
   * row that says which generation is live: a swap waits for it, and one that came first makes it begin again.
   */
  write<Result>(projection: Named, work: (writer: ModelWriter) => Promise<Result>): Promise<Result> {
    return this.repeating(() =>
      inTransaction(
        this.pool,
        async (client) => {
          const scope = await this.open(client, projection, 'FOR SHARE');
          const result = await work(scope);
          await appendToOutbox(client, schemaOf(this.service), scope.emitted);
          return result;
        },
        'BEGIN ISOLATION LEVEL REPEATABLE READ',
      ),
    );
  }

  private async open(
    client: PoolClient,
    { name: projection, version: wanted }: Named,
    lock: '' | 'FOR SHARE' = '',
  ): Promise<ClientModelScope> {
    const { rows } = await client.query<LiveGeneration>(
      `SELECT projection, generation, version, tables_in AS "tablesIn",
         set_config('search_path', quote_ident(tables_in), true)
       FROM ${this.schema}.projection_generations
       WHERE projection = ${escapeLiteral(projection)} AND status = 'live' ${lock}`,
    );
    const [live] = rows;
    if (live === undefined) throw new NotLiveError(projection, wanted, undefined);
    const { generation, version, tablesIn } = live;
    return new ClientModelScope(client, this.schema, { projection, generation, version, tablesIn });
  }

  private async repeating<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isWorthRepeating(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
