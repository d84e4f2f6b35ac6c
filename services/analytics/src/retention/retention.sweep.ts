import type { ClosedRun } from '@assay/contracts';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { ModelWriter, Projections, Sweep } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../engine/engine.projection.js';
import { RunDirectory } from './run-directory.js';
import type { Expiry } from './expiry.decider.js';
import { decideExpiry } from './expiry.decider.js';
import { expiryEvents } from './expiry-events.js';
import type { RunRef, StoredFacts } from './expiry-facts.js';
import { expiryFacts, hasPartBefore, listedRuns, readFacts } from './expiry-facts.js';
import type { RetentionOptions } from './retention-options.js';
import { RETENTION } from './retention-options.js';

const LOOK_MS = 60_000;
const SLOT_MS = 3_600_000;
/** Runs in one event, and how long it may get; what is too much comes the next time. */
const MOST_RUNS = 500;
const MOST_CHARACTERS = 400_000;

/**
 * Finds runs whose raw events are not needed any more and says so in the log, in every partition. What follows from it
 * is done by whoever counts, at the place where it reads that. Every process looks; one of them takes the hour.
 */
@Injectable()
export class RetentionSweep implements Sweep {
  readonly name = 'retention of raw events';
  readonly everyMs = LOOK_MS;

  constructor(
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RETENTION) private readonly options: RetentionOptions,
    private readonly directory: RunDirectory,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    const { keepMs } = this.options;
    if (keepMs === null) return;
    const facts = await this.projections.read(ENGINE, readFacts);
    if (!facts.isSwept || facts.partitions === 0) return;
    const experiments = await this.directory.of(facts.runs);
    const given = { now, keepMs, ...expiryFacts(facts, experiments) };
    const decide = (limit: number): Expiry => decideExpiry({ ...given, limit });
    await this.projections.write(ENGINE, (model) =>
      announce(model, { facts, decide, now, isDefined: (run) => experiments(run) !== undefined }),
    );
  }
}

interface Decision {
  readonly facts: StoredFacts;
  readonly decide: (limit: number) => Expiry;
  readonly now: number;
  readonly isDefined: (run: RunRef) => boolean;
}

async function announce(model: ModelWriter, decision: Decision): Promise<void> {
  const { facts, now } = decision;
  const { expiry, closed } = await fitting(model, decision);
  const isBounded = await hasPartBefore(model, expiry.keptFrom);
  if (closed.length === 0 && !isBounded) return;
  const slot = Math.floor(now / SLOT_MS);
  const taken = await model.query('UPDATE retention_slot SET slot = $1 WHERE slot < $1 RETURNING slot', [
    slot,
  ]);
  if (taken.length === 0) return;
  const bounds = {
    keptFrom: new Date(expiry.keptFrom).toISOString(),
    exposuresFrom: new Date(expiry.exposuresFrom).toISOString(),
  };
  const { partitions } = facts;
  await model.emit(expiryEvents({ partitions, closed: [...closed], ...(isBounded ? bounds : {}) }, now));
}

/** As many runs as one event has room for. */
async function fitting(
  model: ModelWriter,
  { facts, decide, isDefined }: Decision,
): Promise<{ readonly expiry: Expiry; readonly closed: readonly ClosedRun[] }> {
  for (let limit = MOST_RUNS; ; limit = Math.floor(limit / 2)) {
    const expiry = decide(limit);
    const closed = await listedRuns(model, expiry.closed, { definitions: facts.definitions, isDefined });
    if (limit <= 1 || JSON.stringify(closed).length <= MOST_CHARACTERS) return { expiry, closed };
  }
}
