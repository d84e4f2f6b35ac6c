import type { EventEnvelope } from '@assay/contracts';
import type { PoolClient, QueryResultRow } from 'pg';
import type { BatchScope } from '../definition.js';
import { BatchOverError } from '../errors/index.js';
import { copyChunks, copyRows } from './copy-rows.js';
import { statementOf } from './prepared.js';

/**
 * The transaction of one batch, as its `apply` sees it; what is emitted is written after it. A statement is sent at once,
 * while the database still works on those before; it takes them in the order of the calls.
 */
export class ClientScope implements BatchScope {
  readonly emitted: EventEnvelope[] = [];
  private last: Promise<unknown> = Promise.resolve();
  /** Why nothing is sent any more. */
  private ended: { readonly by: unknown } | undefined;

  constructor(
    private readonly client: PoolClient,
    readonly topic: string,
    readonly partition: number,
    readonly tenure: object = {},
  ) {}

  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const statement = statementOf(sql, parameters);
    const { rows } = await this.inTurn(() => this.client.query<Row & QueryResultRow>(statement));
    return rows;
  }

  emit(events: readonly EventEnvelope[]): Promise<void> {
    this.emitted.push(...events);
    return Promise.resolve();
  }

  async copy(table: string, columns: readonly string[], rows: Iterable<string>): Promise<void> {
    await this.inTurn(() => copyRows(this.client, table, columns, copyChunks(rows)));
  }

  /** The work is over: what is sent later would lie outside of the transaction. */
  close(): void {
    this.ended ??= { by: new BatchOverError(this.topic, this.partition) };
  }

  /** What was sent after a statement that failed fails with it: the database refuses it, and says less. */
  private async inTurn<Result>(send: () => Promise<Result>): Promise<Result> {
    if (this.ended !== undefined) throw this.ended.by;
    const answer = send();
    answer.catch(() => undefined);
    const inTurn = this.last.then(() => answer);
    this.last = inTurn;
    try {
      return await inTurn;
    } catch (error) {
      this.ended ??= { by: error };
      throw error;
    }
  }
}
