import { ActivationCounts } from './counting/activation-counts.js';
import { AlertLog } from '@assay/alerts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import type { ProjectionDefinition } from '@assay/projections';
import { sweepRunner } from '@assay/projections';
import type { Provider, Type } from '@nestjs/common';
import { CERTIFICATE_KINDS } from './certificate/certificate-kinds.js';
import { decisionCertificatesController } from './decision-certificates/decision-certificates.controller.js';
import { AdminRolloutController } from './http/admin-rollout.controller.js';
import { RolloutAudienceController } from './http/rollout-audience.controller.js';
import { RolloutPlansController } from './http/rollout-plans.controller.js';
import { RolloutStepsController } from './http/rollout-steps.controller.js';
import { RolloutsController } from './http/rollouts.controller.js';
import { needsProjection } from './needs/needs.projection.js';
import { RolloutNeeds } from './needs/rollout-needs.js';
import { OutcomeReader } from './outcomes/outcome-reader.js';
import { UnitHistories } from './outcomes/unit-histories.js';
import { outcomesProjection } from './outcomes/outcomes.projection.js';
import { PastRollouts } from './rollout-handling/past-rollouts.js';
import { RolloutAnswers } from './rollout-handling/rollout-answers.js';
import { RolloutDirectory } from './rollout-list/rollout-directory.js';
import { RolloutFacts } from './rollout-handling/rollout-facts.js';
import { RolloutLog } from './rollout-handling/rollout-log.js';
import { rolloutNotFound } from './rollout-handling/rollout-problems.js';
import { rolloutsProjection } from './rollout-list/rollouts.projection.js';
import { RolloutsService } from './rollout-handling/rollouts.service.js';
import { SegmentDirectory } from './segments/segment-directory.js';
import { segmentsProjection } from './segments/segments.projection.js';
import { StatisticsReader } from './counting/statistics-reader.js';
import { AssessRollouts } from './watch/assess-rollouts.js';
import { BreachJudge } from './watch/breach-judge.js';
import { BreachWatch } from './watch/breach-watch.js';
import { ChangedRollouts } from './watch/changed-rollouts.js';
import { FollowUps } from './watch/follow-ups.js';
import { ScheduleRunner } from './watch/schedule-runner.js';
import { WatchSignals } from './watch/watch-signals.js';
import { RolloutWhatIfController } from './what-if/what-if.controller.js';
import { RolloutWhatIf } from './what-if/what-if.service.js';

/** What rollouts add to the service. */
interface RolloutParts {
  readonly projections: readonly ProjectionDefinition[];
  readonly controllers: readonly Type[];
  readonly providers: readonly Provider[];
}

/** Features tier by tier: outcomes, and the rollback that needs no person. */
export function rolloutParts(service: string): RolloutParts {
  const signals = new WatchSignals();
  return {
    projections: [rolloutsProjection, outcomesProjection(signals.raise), needsProjection, segmentsProjection],
    controllers: [
      RolloutsController,
      RolloutStepsController,
      RolloutPlansController,
      RolloutAudienceController,
      AdminRolloutController,
      RolloutWhatIfController,
      decisionCertificatesController({
        path: 'api/v1/rollouts',
        log: RolloutLog,
        kinds: CERTIFICATE_KINDS,
        notFound: rolloutNotFound,
      }),
    ],
    providers: [
      { provide: WatchSignals, useValue: signals },
      {
        provide: AlertLog,
        useFactory: (store: EventStore, clock: Clock, newId: NewId) =>
          new AlertLog({ store, clock, newId, service }),
        inject: [EVENT_STORE, CLOCK, IDS],
      },
      RolloutLog,
      RolloutDirectory,
      RolloutNeeds,
      SegmentDirectory,
      OutcomeReader,
      UnitHistories,
      StatisticsReader,
      ActivationCounts,
      RolloutFacts,
      RolloutsService,
      RolloutAnswers,
      PastRollouts,
      RolloutWhatIf,
      ChangedRollouts,
      AssessRollouts,
      BreachJudge,
      BreachWatch,
      FollowUps,
      ScheduleRunner,
      sweepRunner(FollowUps, ScheduleRunner),
    ],
  };
}
