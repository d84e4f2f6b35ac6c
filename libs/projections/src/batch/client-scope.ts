import type { EventEnvelope } from '@assay/contracts';
import type { PoolClient, QueryResultRow } from 'pg';
import type { BatchScope } from '../definition.js';
import { copyChunks, copyRows } from './copy-rows.js';
import { statementOf } from './prepared.js';

/**
 * The transaction of one batch, as its `apply` sees it; what is emitted is written after it. What a statement is given is
 * put into text at once, while the database still works on those before.
 */
export class ClientScope implements BatchScope {
  readonly emitted: EventEnvelope[] = [];
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: PoolClient,
    readonly topic: string,
    readonly partition: number,
  ) {}

  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const statement = statementOf(sql, parameters);
    return this.inTurn(async () => {
      const { rows } = await this.client.query<Row & QueryResultRow>(statement);
      return rows;
    });
  }

  emit(events: readonly EventEnvelope[]): Promise<void> {
    this.emitted.push(...events);
    return Promise.resolve();
  }

  async copy(table: string, columns: readonly string[], rows: Iterable<string>): Promise<void> {
    const chunks = copyChunks(rows);
    return this.inTurn(() => copyRows(this.client, table, columns, chunks));
  }

  /**
   * Statements that are sent at the same time go one after the other, in the order of the calls. Those after one that
   * failed are not sent: the database would refuse them, and say less.
   */
  private inTurn<Result>(send: () => Promise<Result>): Promise<Result> {
    const sent = this.last.then(send);
    sent.catch(() => undefined);
    this.last = sent;
    return sent;
  }
}
