import type { MetricSpec } from '@assay/contracts';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import { countsFor } from './longest-look.js';

/** A run that units were exposed in and that is not closed; times in milliseconds since 1970. */
export interface OpenRun {
  readonly project: string;
  readonly experiment: string;
  readonly run: number;
  readonly firstExposure: number;
  readonly lastExposure: number;
}

export interface ExpiryFacts {
  readonly now: number;
  /** For how long raw events are kept after the end of their run, milliseconds. */
  readonly keepMs: number;
  readonly runs: readonly OpenRun[];
  /** undefined for experiments that nobody has defined. */
  readonly experimentOf: (
    run: OpenRun,
  ) => Pick<ReportedExperiment, 'run' | 'runStartedAt' | 'endedAt'> | undefined;
  /** Everything that is measured in an experiment. */
  readonly metricsOf: (run: OpenRun) => readonly MetricSpec[];
  /** How far any definition looks back before exposures, also of experiments without any; milliseconds. */
  readonly lookBackMs: number;
  /** The most runs that are closed at once. */
  readonly limit: number;
}

export interface Expiry {
  readonly closed: readonly OpenRun[];
  /** What is kept once they are closed: events from then on, and exposures. */
  readonly keptFrom: number;
  readonly exposuresFrom: number;
  /** The open run that keeps the oldest events; undefined where time alone decides. */
  readonly heldBy: OpenRun | undefined;
}

/**
 * What is not needed any more. A run is closed when it has been over for the time that events are kept, its attribution
 * windows included; earlier runs of its experiment go first. Of the events, those are kept that an open run may look at.
 */
export function decideExpiry(facts: ExpiryFacts): Expiry {
  const { now, keepMs, runs, lookBackMs, limit } = facts;
  const closed = settledRuns(facts).slice(0, limit);
  const gone = new Set(closed);
  const open = runs.filter((run) => !gone.has(run));
  const heldBy = open.reduce<OpenRun | undefined>(
    (oldest, run) => (oldest === undefined || run.firstExposure < oldest.firstExposure ? run : oldest),
    undefined,
  );
  const exposuresFrom = Math.min(now - keepMs, heldBy?.firstExposure ?? Infinity);
  const isHeld = heldBy !== undefined && heldBy.firstExposure === exposuresFrom;
  return {
    closed,
    keptFrom: exposuresFrom - lookBackMs,
    exposuresFrom,
    heldBy: isHeld ? heldBy : undefined,
  };
}

/** Runs of an experiment in their order, up to the first that is not over for long enough. */
function settledRuns(facts: ExpiryFacts): readonly OpenRun[] {
  const blocked = new Set<string>();
  return [...facts.runs]
    .sort((one, other) => one.run - other.run)
    .filter((run) => {
      const key = `${run.project}/${run.experiment}`;
      if (endOf(run, facts) + facts.keepMs > facts.now) blocked.add(key);
      return !blocked.has(key);
    });
}

/** Until when something may still count in a run: Infinity while it is under way. */
function endOf(run: OpenRun, { experimentOf, metricsOf }: ExpiryFacts): number {
  const experiment = experimentOf(run);
  // A run that nobody has started is over when nothing comes.
  if (experiment?.run == null || run.run > experiment.run) return run.lastExposure;
  const ended = run.run < experiment.run ? experiment.runStartedAt : experiment.endedAt;
  if (ended === null) return Infinity;
  const longest = Math.max(0, ...metricsOf(run).map(countsFor));
  return Math.max(Date.parse(ended), run.lastExposure + longest);
}
