import type { EventEnvelope } from '@assay/contracts';
import type { PoolClient, QueryResultRow } from 'pg';
import type { Transaction } from '../definition.js';
import type { Generation } from '../generations/generation.js';
import type { Completeness } from './completeness.js';
import { completenessOf, partitionsOf } from './completeness.js';

/** One snapshot of the live tables of a projection, and what it covers. */
export interface ModelReader extends Transaction {
  readonly generation: Pick<Generation, 'projection' | 'generation' | 'version' | 'tablesIn'>;
  /** What exactly this snapshot covers. */
  completeness(): Promise<Completeness>;
}

/** A transaction of its own on the live tables, beside the batches; what it emits goes into the outbox with it. */
export interface ModelWriter extends ModelReader {
  emit(events: readonly EventEnvelope[]): Promise<void>;
}

export class ClientModelScope implements ModelWriter {
  readonly emitted: EventEnvelope[] = [];

  constructor(
    private readonly client: PoolClient,
    private readonly serviceSchema: string,
    readonly generation: ModelReader['generation'],
  ) {}

  async query<Row = Record<string, unknown>>(
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const { rows } = await this.client.query<Row & QueryResultRow>(sql, [...parameters]);
    return rows;
  }

  async completeness(): Promise<Completeness> {
    return completenessOf(await partitionsOf(this, this.serviceSchema, this.generation));
  }

  emit(events: readonly EventEnvelope[]): Promise<void> {
    this.emitted.push(...events);
    return Promise.resolve();
  }
}
