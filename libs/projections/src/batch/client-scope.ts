import type { EventEnvelope } from '@assay/contracts';
import type { PoolClient, QueryResultRow } from 'pg';
import type { BatchScope } from '../definition.js';
import { copyRows } from './copy-rows.js';
import { statementOf } from './prepared.js';

/** The transaction of one batch, as its `apply` sees it; what is emitted is written after it. */
export class ClientScope implements BatchScope {
  readonly emitted: EventEnvelope[] = [];

  constructor(
    private readonly client: PoolClient,
    readonly topic: string,
    readonly partition: number,
  ) {}

  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const { rows } = await this.client.query<Row & QueryResultRow>(statementOf(sql, parameters));
    return rows;
  }

  emit(events: readonly EventEnvelope[]): Promise<void> {
    this.emitted.push(...events);
    return Promise.resolve();
  }

  copy(table: string, columns: readonly string[], rows: Iterable<string>): Promise<void> {
    return copyRows(this.client, table, columns, rows);
  }
}
