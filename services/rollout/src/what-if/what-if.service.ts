import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import { Inject, Injectable } from '@nestjs/common';
import { RolloutLog } from '../rollout-handling/rollout-log.js';
import { rolloutNotFound } from '../rollout-handling/rollout-problems.js';
import type { PastActivation } from './activations.fold.js';
import { activationsOf } from './activations.fold.js';
import { judgePast } from './judge-past.fold.js';
import type { RollbackPolicy } from './outcome-window.fold.js';
import { outcomesOf } from './past-outcomes.js';
import type { WhatIfQuery } from './what-if.dto.js';

function policyOf(
  { rollout: { design } }: PastActivation,
  { errorRate, windowMs, minOutcomes, per, triggers }: WhatIfQuery,
): RollbackPolicy {
  const { errorThreshold } = design;
  return {
    errorThreshold: {
      ...errorThreshold,
      ...(errorRate === undefined ? {} : { errorRate }),
      ...(windowMs === undefined ? {} : { windowMs }),
      ...(minOutcomes === undefined ? {} : { minOutcomes }),
      ...(per === undefined ? {} : { per }),
    },
    triggers: triggers === 'none' ? [] : design.triggers,
  };
}

/** Tries another rollback policy on the outcomes of the log, and the one that ran. */
@Injectable()
export class RolloutWhatIf {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    private readonly log: RolloutLog,
  ) {}

  /** One line an activation. @throws NotFoundProblem, UnprocessableProblem at the first line */
  async *lines(project: string, query: WhatIfQuery) {
    const { rollout: flag, since = new Date(0).toISOString() } = query;
    const events = await this.log.events(project, flag);
    if (events.length === 0) throw rolloutNotFound(flag);
    const activations = activationsOf(events).filter(({ rollout }) => rollout.since >= since);
    const from = Math.min(...activations.map(({ rollout }) => Date.parse(rollout.since)));
    const outcomes = Number.isFinite(from) ? await outcomesOf(this.bus, { project, flag, since: from }) : [];
    for (const [done, activation] of activations.entries()) {
      yield { line: 'activation', ...judgePast(activation, outcomes, policyOf(activation, query)) } as const;
      yield { line: 'progress', done: done + 1, total: activations.length } as const;
    }
    yield { line: 'done', checked: outcomes.length, unit: 'outcomes' } as const;
  }
}
