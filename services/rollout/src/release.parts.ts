import type { ServiceConfig } from '@assay/platform';
import type { ProjectionDefinition } from '@assay/projections';
import { sweepRunner } from '@assay/projections';
import type { Provider, Type } from '@nestjs/common';
import { decisionCertificatesController } from './decision-certificates/decision-certificates.controller.js';
import { AnalysisRunner } from './release-analysis/analysis-runner.js';
import { Judgements } from './release-analysis/judgements.js';
import { MetricJudge } from './release-analysis/metric-judge.js';
import { Prometheus } from './release-analysis/prometheus.js';
import { RELEASE_CERTIFICATES } from './release-certificate/certificate-kinds.js';
import { AutomaticRollback } from './release-health/automatic-rollback.js';
import { OutcomeSignal } from './release-health/outcome-signal.js';
import { ReleaseAssessor } from './release-health/release-assessor.js';
import { ReleaseWatch } from './release-health/release-watch.js';
import { ReleaseStepsController } from './release-http/release-steps.controller.js';
import { ReleaseSwitchesController } from './release-http/release-switches.controller.js';
import { ReleasesController } from './release-http/releases.controller.js';
import { ReleaseOutcomeReader } from './release-outcomes/release-outcome-reader.js';
import { releaseOutcomesProjection } from './release-outcomes/release-outcomes.projection.js';
import { ReleaseReader } from './release-routing/release-reader.js';
import { ReleaseTable } from './release-routing/release-table.js';
import { ReleaseRoutes } from './release-routing/release.routes.js';
import { RampRunner } from './release-steps/ramp-runner.js';
import { ReleaseHistory } from './release-handling/release-history.service.js';
import { ReleaseLog } from './release-handling/release-log.js';
import { releaseNotFound } from './release-handling/release-problems.js';
import { ReleasesService } from './release-handling/releases.service.js';

/** What releases add to the service. */
interface ReleaseParts {
  readonly projections: readonly ProjectionDefinition[];
  readonly controllers: readonly Type[];
  readonly providers: readonly Provider[];
}

/** Versions on their way to production: routing, health of both sides, and the rollback that needs no person. */
export function releaseParts({ prometheus }: Pick<ServiceConfig, 'prometheus'>): ReleaseParts {
  const signal = new OutcomeSignal();
  return {
    projections: [releaseOutcomesProjection(signal.raise)],
    controllers: [
      ReleasesController,
      ReleaseStepsController,
      ReleaseSwitchesController,
      decisionCertificatesController({
        path: 'api/v1/releases',
        log: ReleaseLog,
        kinds: RELEASE_CERTIFICATES,
        notFound: releaseNotFound,
      }),
    ],
    providers: [
      { provide: OutcomeSignal, useValue: signal },
      { provide: Prometheus, useValue: new Prometheus(prometheus) },
      ReleaseLog,
      ReleaseTable,
      ReleaseReader,
      ReleaseRoutes,
      ReleaseOutcomeReader,
      MetricJudge,
      Judgements,
      ReleaseAssessor,
      AutomaticRollback,
      ReleaseWatch,
      AnalysisRunner,
      RampRunner,
      sweepRunner(AnalysisRunner, RampRunner),
      ReleaseHistory,
      ReleasesService,
    ],
  };
}
