import type { AuditLines, FindingLine } from '@assay/contracts';
import { schemaOf } from '@assay/event-store';
import { escapeIdentifier } from 'pg';
import type { ProjectionDefinition } from './definition.js';
import { NotLiveError, UnknownProjectionError } from './errors/index.js';
import { GenerationStore } from './generations/generation-store.js';
import type { ProjectionStatus, RebuildProgress } from './operations/projection-status.js';
import { rebuildProgress } from './operations/rebuild-progress.js';
import { statusOf } from './operations/status-of.js';
import { PastTables } from './past/past-tables.js';
import type { PastMoment } from './past/read-past.js';
import { readPast } from './past/read-past.js';
import { stretchOf } from './past/stretch.js';
import type { ReplayOptions } from './replay/replay-lines.js';
import { Replay } from './replay/replay-lines.js';
import type { Completeness } from './reading/completeness.js';
import { ModelAccess } from './reading/model-access.js';
import type { ModelHash } from './reading/model-hash.js';
import { hashGeneration } from './reading/model-hash.js';
import type { ModelReader, ModelWriter } from './reading/model-scope.js';
import { ProjectionProcess } from './running/projection-process.js';
import type { RuntimeParts } from './running/projection-runner.js';

/** The read models of one service: kept up to date in the background, read, hashed and rebuilt here. */
export class Projections {
  private readonly generations: GenerationStore;
  private readonly access: ModelAccess;
  private readonly processes: ReadonlyMap<string, ProjectionProcess>;
  private readonly lastErrors = new Map<string, string>();

  constructor(
    private readonly parts: RuntimeParts,
    definitions: readonly ProjectionDefinition[],
  ) {
    this.generations = new GenerationStore(parts.pool, parts.service);
    this.access = new ModelAccess(parts.pool, parts.service);
    const noting = { ...parts, onError: this.onError };
    this.processes = new Map(
      definitions.map((definition) => [
        definition.name,
        new ProjectionProcess(noting, this.generations, definition),
      ]),
    );
  }

  get service(): string {
    return this.parts.service;
  }

  /** Begins in the background; until the first tables are there, reading throws `NotLiveError`. */
  start(): void {
    for (const process of this.processes.values()) process.start();
  }

  /** Finishes the batches in hand. */
  async stop(): Promise<void> {
    await Promise.all([...this.processes.values()].map((process) => process.stop()));
  }

  /**
   * Reads a model on one snapshot of its live tables (unqualified names), whichever generation that is. A rebuild
   * never makes it fail; `work` may be run again for it.
   * @param limitMs milliseconds that the database may take; without it, it is waited for
   * @throws UnknownProjectionError, NotLiveError (transient: the first tables are being created),
   *   TransactionTooLongError
   * @example
   * await projections.read('engine', async (model) => ({
   *   units: await model.query('SELECT … FROM metric_statistics WHERE experiment = $1', [key]),
   *   covers: await model.completeness(),
   * }));
   */
  async read<Result>(
    projection: string,
    work: (model: ModelReader) => Promise<Result>,
    limitMs?: number,
  ): Promise<Result> {
    return this.access.read(this.processOf(projection).definition, work, limitMs);
  }

  /**
   * A transaction of its own on one snapshot of the live tables, for what is not a batch: events put into `emit`
   * reach the outbox with it. What it changes in the tables is gone with the next rebuild, which knows the log
   * alone: change only what the fold would arrive at too. `work` may be run again.
   */
  async write<Result>(projection: string, work: (model: ModelWriter) => Promise<Result>): Promise<Result> {
    return this.access.write(this.processOf(projection).definition, work);
  }

  /** Up to when, and up to which offsets, everything is in the model. */
  completeness(projection: string): Promise<Completeness> {
    return this.read(projection, (model) => model.completeness());
  }

  /** The Postgres schema of the live tables, as it is now: a swap may change it at any time; prefer `read`. */
  liveSchema(projection: string): Promise<string> {
    return this.read(projection, ({ generation }) => Promise.resolve(generation.tablesIn));
  }

  /** SHA-256 of the live model. Reads all of it. */
  async hashOf(projection: string): Promise<ModelHash> {
    const { definition } = this.processOf(projection);
    const live = await this.generations.find(projection, 'live');
    if (live === undefined) throw new NotLiveError(projection, definition.version, undefined);
    return hashGeneration(this.parts.pool, definition, live);
  }

  /**
   * Builds the model anew from the log, beside the live one, compares the two at the same place of the log, and swaps
   * when they are equal. Where they are not, or the log is damaged, it is held: nothing is swapped, and `rebuildFindings`
   * says what was found. A new version of the model is compared with nothing. Resolves when it has begun.
   * @param acceptsDifference swaps in spite of what is found; what is held is taken as it is, and caught up
   * @throws RebuildRunningError when it is being rebuilt already
   */
  async rebuild(projection: string, acceptsDifference = false): Promise<RebuildProgress> {
    const { rebuilder } = this.processOf(projection);
    const { generation, version, startedAt, found } = await rebuilder.begin(acceptsDifference);
    rebuilder.work().catch((error: unknown) => {
      this.onError(error, projection);
    });
    const progress = await this.rebuildProgress(projection);
    return (
      progress ?? {
        projection,
        generation,
        version,
        found,
        state: 'running',
        eventsDone: 0,
        eventsTotal: 0,
        eventsPerSecond: 0,
        startedAt: startedAt.toISOString(),
        finishedAt: null,
      }
    );
  }

  /**
   * Replays the model from the log into tables of its own and compares them with the live ones, row by row; what is
   * read stays as it is.
   * @returns how far it is, each difference, and the end
   * @throws UnknownProjectionError; at the first line ReplayRunningError, NotLiveError
   */
  replay(projection: string, options: ReplayOptions = { keep: false }): AuditLines {
    const { definition } = this.processOf(projection);
    return new Replay(this.parts, this.generations, definition).lines(options);
  }

  /**
   * Reads a model as the log gave it at a moment of the past: replays it up to there into tables of its own, which are
   * dropped afterwards. The live tables are not touched.
   * @throws UnknownProjectionError, ReplayRunningError, NotInLogError, PastTooLongError, ReplayHaltedError
   * @example
   * await projections.readAt('engine', { at: instant, completeTo: new Date(instant) }, (model) =>
   *   model.query('SELECT … FROM metric_statistics'));
   */
  async readAt<Result>(
    projection: string,
    { at, completeTo }: PastMoment,
    work: (model: ModelReader) => Promise<Result>,
  ): Promise<Result> {
    const { definition } = this.processOf(projection);
    const stretch = await stretchOf(this.parts.bus, definition.topics, { to: at });
    const tables = new PastTables(this.parts, this.generations, definition);
    return readPast(this.parts, tables, { projection, stretch, completeTo }, work);
  }

  /** What the last rebuild found damaged in the log or different in the live tables, a hundred at most. */
  rebuildFindings(projection: string): Promise<readonly FindingLine[]> {
    this.processOf(projection);
    return this.generations.findingsOf(projection);
  }

  /** How far the rebuild is, or the last one was; undefined when there has been none. */
  async rebuildProgress(projection: string): Promise<RebuildProgress | undefined> {
    const { halted } = this.processOf(projection).rebuilder;
    const progress = await rebuildProgress(this.parts.pool, this.generations, projection, Date.now());
    return progress?.state === 'running' && halted !== undefined ? { ...progress, halted } : progress;
  }

  async status(projection: string): Promise<ProjectionStatus> {
    const { definition, runner } = this.processOf(projection);
    const schema = escapeIdentifier(schemaOf(this.parts.service));
    const status = await this.read(projection, (model) => statusOf(model, schema, definition));
    const health = runner.running?.health();
    const lastError = health?.lastError ?? this.lastErrors.get(projection);
    const process = { running: health?.running ?? false, ...(lastError === undefined ? {} : { lastError }) };
    return { ...status, process };
  }

  /** Names of the projections, in the order they were declared. */
  names(): readonly string[] {
    return [...this.processes.keys()];
  }

  private processOf(projection: string): ProjectionProcess {
    const process = this.processes.get(projection);
    if (process === undefined) throw new UnknownProjectionError(projection, this.names());
    return process;
  }

  private readonly onError = (error: unknown, projection: string): void => {
    this.lastErrors.set(projection, error instanceof Error ? error.message : String(error));
    this.parts.onError(error, projection);
  };
}
