import type { MetricsSnapshot } from '@assay/contracts';
import { EVENT_BUS } from '@assay/event-bus';
import type { Clock } from '@assay/platform';
import { CLOCK, pastInstant } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { asProblems, PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../../engine/engine.projection.js';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import { NO_DAYS } from '../read/day-sums.js';
import type { ReportRequest, ReportSubject } from '../read/report-subject.js';
import { runOf, slotsOf, subjectIn } from '../read/report-subject.js';
import { NO_SUMS } from '../read/run-sums.js';
import type { RecommendationDefaults } from '../recommendation/recommendation-defaults.js';
import { RECOMMENDATION_DEFAULTS } from '../recommendation/recommendation-defaults.js';
import type { Rendered } from '../../reporting/rendered.js';
import { noExperimentYet } from '../report-problems.js';
import type { ExperimentReport } from '../report.js';
import { resultsOf, resultsReport } from '../results.js';
import { lastSnapshot } from './last-snapshot.js';
import type { PastLog } from './past-experiment.js';
import { experimentAt } from './past-experiment.js';
import { snapshotSums } from './snapshot-sums.js';

interface PastRequest extends ReportRequest {
  readonly asOf: string;
}

interface Past {
  readonly request: PastRequest;
  readonly experiment: ReportedExperiment;
  readonly run: number | null;
  /** Milliseconds since 1970. */
  readonly instant: number;
  readonly snapshot: MetricsSnapshot | undefined;
}

/**
 * Reports of a moment of the past: what the last snapshot before it covers, from the snapshot itself where that is
 * enough, else from the log, which is read again up to the same offsets. Both give the same report.
 */
@Injectable()
export class PastReader {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: PastLog,
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RECOMMENDATION_DEFAULTS) private readonly defaults: RecommendationDefaults,
  ) {}

  /**
   * @throws ExperimentNotFoundProblem, RunNotFoundProblem; BadRequestProblem for the future
   * @throws Problem `REPLAY_RUNNING`, `PAST_TOO_LONG`
   */
  async read<Report>(
    request: PastRequest,
    work: (subject: ReportSubject) => Promise<Report>,
  ): Promise<Report> {
    return this.readAgain(await this.find(request), work);
  }

  async results(request: PastRequest): Promise<Rendered<ExperimentReport>> {
    const past = await this.find(request);
    const { experiment, run, instant, snapshot } = past;
    const told = { run, days: NO_DAYS, now: instant, defaults: this.defaults };
    if (run === null) {
      const coverage = { completeTo: new Date(instant).toISOString(), positions: [] };
      return resultsOf(experiment, NO_SUMS, { ...told, coverage, slots: slotsOf(experiment) });
    }
    const kept = request.source === 'log' || snapshot === undefined ? undefined : snapshotSums(snapshot.data);
    if (kept === undefined || snapshot === undefined) return this.readAgain(past, resultsReport);
    const coverage = { completeTo: snapshot.data.completeTo, positions: snapshot.data.offsets };
    return resultsOf(experiment, kept.sums, { ...told, coverage, slots: kept.slots });
  }

  private async find(request: PastRequest): Promise<Past> {
    const { project, key, asOf } = request;
    const instant = pastInstant('asOf', asOf, this.clock.now());
    const experiment = await experimentAt(this.bus, request, instant);
    if (experiment === undefined) throw noExperimentYet(key, asOf);
    const run = runOf(experiment, request.run);
    const ref = run === null ? undefined : { project, experiment: key, run };
    const snapshot = ref && (await lastSnapshot(this.bus, ref, instant));
    return { request, experiment, run, instant, snapshot };
  }

  private readAgain<Report>(
    { request: { project }, experiment, run, instant, snapshot }: Past,
    work: (subject: ReportSubject) => Promise<Report>,
  ): Promise<Report> {
    const { data } = snapshot ?? {};
    const known = data?.completeTo ?? null;
    const moment =
      data === undefined
        ? { at: instant, completeTo: new Date(instant) }
        : { at: data.offsets, completeTo: known === null ? null : new Date(known) };
    const facts = { now: instant, defaults: this.defaults };
    return asProblems(() =>
      this.projections.readAt(ENGINE, moment, async (model) =>
        work(await subjectIn(model, { project, experiment, run }, facts)),
      ),
    );
  }
}
