import type { PromotionThresholds } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import { Inject, Injectable } from '@nestjs/common';
import { DEFAULTS } from '../promotion-handling/eligibility.service.js';
import { PromotionLog } from '../promotion-handling/promotion-log.js';
import { experimentNotFound } from '../promotion-handling/promotion-problems.js';
import type { PromotionDefaults } from '../settings/promotion-terms.js';
import { termsOf } from '../settings/promotion-terms.js';
import { judgeHistory } from './judge-history.fold.js';
import { decisionsAbout, experimentsOf, pastExperiments } from './past-log.js';

export interface WhatIfRequest {
  readonly project: string;
  /** All of the project where it is left out. */
  readonly experiment?: string | undefined;
  /** What differs; the rest is what holds for the experiment now. */
  readonly thresholds: Partial<PromotionThresholds>;
}

/** Tries other thresholds on what lies in the log. */
@Injectable()
export class WhatIf {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly log: PromotionLog,
    @Inject(DEFAULTS) private readonly defaults: PromotionDefaults,
  ) {}

  /**
   * One line a run, experiment by experiment.
   * @throws NotFoundProblem for an experiment that the log does not have
   */
  async *lines({ project, experiment, thresholds }: WhatIfRequest) {
    const keys = experiment === undefined ? await experimentsOf(this.bus, project) : [experiment];
    let looks = 0;
    let done = 0;
    for await (const read of pastExperiments(this.bus, project, keys)) {
      const key = read.experiment;
      if (read.events.length === 0) throw experimentNotFound(key);
      const { settings } = await this.log.load(project, key);
      const past = { ...read, decisions: await decisionsAbout(this.store, project, key) };
      const sources = { defaults: this.defaults, settings, overrides: { thresholds }, floors: [] };
      for (const run of judgeHistory(past, (view) => termsOf({ ...sources, experiment: view }).thresholds)) {
        looks += run.looks;
        yield { line: 'run', ...run } as const;
      }
      done += 1;
      yield { line: 'progress', done, total: keys.length } as const;
    }
    yield { line: 'done', checked: looks, unit: 'looks' } as const;
  }
}
