import type { EventEnvelope } from '@assay/contracts';
import type { PoolClient, QueryResultRow } from 'pg';
import type { BatchScope } from '../definition.js';
import { copyRows } from './copy-rows.js';
import { statementOf } from './prepared.js';

/** The transaction of one batch, as its `apply` sees it; what is emitted is written after it. */
export class ClientScope implements BatchScope {
  readonly emitted: EventEnvelope[] = [];
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: PoolClient,
    readonly topic: string,
    readonly partition: number,
  ) {}

  query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    return this.inTurn(async () => {
      const { rows } = await this.client.query<Row & QueryResultRow>(statementOf(sql, parameters));
      return rows;
    });
  }

  emit(events: readonly EventEnvelope[]): Promise<void> {
    this.emitted.push(...events);
    return Promise.resolve();
  }

  copy(table: string, columns: readonly string[], rows: Iterable<string>): Promise<void> {
    return this.inTurn(() => copyRows(this.client, table, columns, rows));
  }

  /** Statements that are sent at the same time go one after the other, in the order of the calls. */
  private inTurn<Result>(send: () => Promise<Result>): Promise<Result> {
    const sent = this.last.then(send);
    this.last = sent.catch(() => undefined);
    return sent;
  }
}
