import { EVENT_STORE_SCHEMA, createServicePool, migrate } from '@assay/event-store';
import { createTestDatabase } from '@assay/testing';
import type { Pool } from 'pg';
import { BatchApplier } from '../src/batch/batch-applier.js';
import type { Target } from '../src/batch/checkpoint.js';
import { GenerationStore } from '../src/generations/generation-store.js';
import type { ProjectionDefinition, RuntimeParts } from '../src/index.js';
import { PROJECTIONS_SCHEMA, Projections } from '../src/index.js';
import { startingPositions } from '../src/running/starting-positions.js';
import { TestLog } from './test-log.js';

const SERVICE = 'analytics';

/** The runtime's tables in a database of their own, and a log in memory. */
export class TestRuntime {
  readonly log = new TestLog();
  readonly errors: unknown[] = [];
  readonly generations: GenerationStore;
  readonly parts: RuntimeParts;
  private readonly started: Projections[] = [];

  private constructor(
    readonly pool: Pool,
    readonly databaseUrl: string,
    private readonly drop: () => Promise<void>,
  ) {
    this.generations = new GenerationStore(pool, SERVICE);
    this.parts = {
      service: SERVICE,
      pool,
      bus: this.log,
      onError: (error) => {
        this.errors.push(error);
      },
    };
  }

  static async open(): Promise<TestRuntime> {
    const created = await createTestDatabase();
    const database = { service: SERVICE, databaseUrl: created.url };
    await migrate(database, EVENT_STORE_SCHEMA);
    await migrate(database, PROJECTIONS_SCHEMA);
    return new TestRuntime(createServicePool(database, { max: 20 }), created.url, () => created.drop());
  }

  /** The first tables of a projection, as a start makes them. */
  async prepare(definition: ProjectionDefinition): Promise<void> {
    await this.generations.ensureLive(definition, await startingPositions(this.log, definition.topics));
  }

  applier(definition: ProjectionDefinition, target: Target = 'live'): BatchApplier {
    return new BatchApplier(this.pool, SERVICE, definition, target);
  }

  projections(...definitions: readonly ProjectionDefinition[]): Projections {
    const projections = new Projections(this.parts, definitions);
    this.started.push(projections);
    return projections;
  }

  async rows<Row>(projection: ProjectionDefinition, sql: string): Promise<readonly Row[]> {
    return this.projections(projection).read(projection.name, (model) => model.query<Row>(sql));
  }

  async hash(definition: ProjectionDefinition): Promise<string> {
    return (await this.projections(definition).hashOf(definition.name)).hash;
  }

  async close(): Promise<void> {
    await Promise.all(this.started.map((projections) => projections.stop()));
    await this.log.close();
    await this.pool.end();
    await this.drop();
  }
}
