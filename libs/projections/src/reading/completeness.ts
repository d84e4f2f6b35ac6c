import type { Position } from '@assay/event-bus';
import type { Transaction } from '../definition.js';

/** What a read model covers. */
export interface Completeness {
  /**
   * Everything the log took until then is in the model: the minimum over all partitions, those without an owner
   * included; null while one of them has never been reported.
   */
  readonly completeTo: Date | null;
  /** Where reading continues in each partition, in order of topic and partition. */
  readonly positions: readonly Position[];
}

/** A partition of the live generation. */
export interface PartitionState extends Position {
  readonly endOffset: number;
  /** Milliseconds since 1970. */
  readonly completeTo: number | null;
}

/** SQL of the partitions of a generation; `schema` is the service's, already escaped. */
const partitionsQuery = (schema: string): string =>
  `SELECT topic, partition, position AS "offset", greatest(end_offset, position) AS "endOffset",
     complete_to AS "completeTo"
   FROM ${schema}.projection_checkpoints WHERE projection = $1 AND generation = $2
   ORDER BY topic, partition`;

export async function partitionsOf(
  transaction: Transaction,
  schema: string,
  of: { readonly projection: string; readonly generation: number },
): Promise<readonly PartitionState[]> {
  return transaction.query<PartitionState>(partitionsQuery(schema), [of.projection, of.generation]);
}

export function completenessOf(partitions: readonly PartitionState[]): Completeness {
  const instants = partitions.flatMap(({ completeTo }) => (completeTo === null ? [] : [completeTo]));
  const all = partitions.length > 0 && instants.length === partitions.length;
  return {
    completeTo: all ? new Date(Math.min(...instants)) : null,
    positions: partitions.map(({ topic, partition, offset }) => ({ topic, partition, offset })),
  };
}
