import type { ModelReader } from '../reading/model-scope.js';
import { allDuplicates } from '../batch/duplicates.js';
import type { ProjectionDefinition } from '../definition.js';
import { completenessOf, partitionsOf } from '../reading/completeness.js';
import type { ProjectionStatus } from './projection-status.js';

const MOST_QUARANTINED = 100;

async function quarantinedOf(reader: ModelReader): Promise<ProjectionStatus['quarantined']> {
  return reader.query<{ stream: string; reason: string }>(
    `SELECT stream, quarantined AS reason FROM runtime_stream_versions
     WHERE quarantined IS NOT NULL ORDER BY stream LIMIT ${String(MOST_QUARANTINED)}`,
  );
}

/** The state of a projection on one snapshot. `schema` is the service's, already escaped. */
export async function statusOf(
  reader: ModelReader,
  schema: string,
  definition: Pick<ProjectionDefinition, 'name' | 'duplicates' | 'topics'>,
): Promise<Omit<ProjectionStatus, 'process' | 'hash'>> {
  const partitions = await partitionsOf(reader, schema, reader.generation);
  return {
    name: definition.name,
    version: reader.generation.version,
    generation: reader.generation.generation,
    lag: partitions.reduce((sum, { offset, endOffset }) => sum + endOffset - offset, 0),
    completeTo: completenessOf(partitions).completeTo?.toISOString() ?? null,
    positions: partitions.map(({ topic, partition, offset, endOffset }) => ({
      topic,
      partition,
      offset,
      endOffset,
    })),
    quarantined: allDuplicates(definition).has('by-stream') ? await quarantinedOf(reader) : [],
  };
}
