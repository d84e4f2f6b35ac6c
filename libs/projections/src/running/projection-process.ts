import { setTimeout as sleep } from 'node:timers/promises';
import { turnsOf } from '../batch/turns.js';
import type { ProjectionDefinition } from '../definition.js';
import type { Generation } from '../generations/generation.js';
import type { GenerationStore } from '../generations/generation-store.js';
import { Rebuilder } from '../rebuild/rebuilder.js';
import type { RuntimeParts } from './projection-runner.js';
import { ProjectionRunner } from './projection-runner.js';
import { startingPositions } from './starting-positions.js';

const LOOK_MS = 1_000;

/**
 * One projection in this process: keeps its live tables up to date, and rebuilds when that is asked for (or was
 * left undone by another process, or the code has a newer version than the tables).
 */
export class ProjectionProcess {
  readonly runner: ProjectionRunner;
  readonly rebuilder: Rebuilder;
  private readonly abort = new AbortController();
  private running: Promise<void> | undefined;
  /** The generation that was live when this process began to follow it; undefined before. */
  private following: number | undefined;

  constructor(
    private readonly parts: RuntimeParts,
    private readonly generations: GenerationStore,
    readonly definition: ProjectionDefinition,
  ) {
    this.runner = new ProjectionRunner(parts, definition);
    this.rebuilder = new Rebuilder(parts, generations, definition);
  }

  /** Begins in the background: a service starts also while its database or the log is away. */
  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await Promise.all([this.running, this.rebuilder.stop()]);
    await this.runner.stop();
  }

  private async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      try {
        await this.turn();
      } catch (error) {
        this.parts.onError(error, this.definition.name);
      }
      await sleep(LOOK_MS, undefined, { signal: this.abort.signal }).catch(() => undefined);
    }
  }

  private async turn(): Promise<void> {
    const live = await this.current();
    if (live.version === this.definition.version) await this.follow(live);
    await this.rebuilder.work();
  }

  /** A subscription that halted (the log did not continue where it stood) begins again on new tables only. */
  private async follow({ generation }: Generation): Promise<void> {
    if (this.following !== undefined) {
      if (generation === this.following || this.runner.running?.health().running !== false) return;
      await this.runner.stop();
    }
    await this.runner.start();
    this.following = generation;
  }

  /** The live generation. One of an older version is left alone, and one of this version begun beside it. */
  private async current(): Promise<Generation> {
    const { definition, generations, parts } = this;
    if (this.following !== undefined) return this.known(await generations.find(definition.name, 'live'));
    const from = await startingPositions(parts.bus, definition.topics);
    // All read models of a service begin at the same time.
    const live = await turnsOf(parts.pool, 'live').take(() => generations.ensureLive(definition, from));
    if (live.version < definition.version) await this.replaceOlder();
    return live;
  }

  private async known(live: Generation | undefined): Promise<Generation> {
    return live ?? this.generations.ensureLive(this.definition, []);
  }

  private async replaceOlder(): Promise<void> {
    const { name, version } = this.definition;
    const building = await this.generations.find(name, 'building');
    if (building !== undefined && building.version < version) await this.generations.drop(name, ['building']);
    if (building !== undefined && building.version >= version) return;
    const held = await this.generations.find(name, 'held');
    if (held?.version !== version) await this.rebuilder.begin();
  }
}
