import { AlertLog } from '@assay/alerts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import type { Clock, Environment, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { SweepRunner } from '@assay/projections';
import type { Provider } from '@nestjs/common';
import { AUTO_CHECK_CONTROLLERS, AUTO_CHECK_PROVIDERS } from './auto-check/auto-check.providers.js';
import { HourlyCheck } from './auto-check/hourly-check.js';
import { runEvidenceProjection } from './evidence/run-evidence.projection.js';
import { experimentsProjection } from './experiments/experiments.projection.js';
import { openBreachesProjection } from './guardrails/open-breaches.projection.js';
import { CertificatesController } from './http/certificates.controller.js';
import { MonitoringController } from './http/monitoring.controller.js';
import { PromotionsController } from './http/promotions.controller.js';
import { decisionsProjection } from './policy/decisions.projection.js';
import { PolicyDryRun } from './policy/dry-run.service.js';
import { PolicyController } from './policy/policy.controller.js';
import { PolicyService } from './policy/policy.service.js';
import { DEFAULTS, EligibilityService } from './promotion-handling/eligibility.service.js';
import { ExperimentDirectory } from './promotion-handling/experiment-directory.js';
import { GrantedApprovalsController } from './promotion-handling/granted-approvals.controller.js';
import { OwnersAnswer } from './promotion-handling/owners-answer.js';
import { OwnersAnswersController } from './promotion-handling/owners-answers.controller.js';
import { PromotionApprovals } from './promotion-handling/promotion-approvals.service.js';
import { PromotionHistoryService } from './promotion-handling/promotion-history.service.js';
import { PromotionLog } from './promotion-handling/promotion-log.js';
import { PromotionsService } from './promotion-handling/promotions.service.js';
import { RollbackGate } from './promotion-handling/rollback-gate.js';
import { RollbacksService } from './promotion-handling/rollbacks.service.js';
import { promotionsProjection } from './promotion-list/promotions.projection.js';
import { defaultsFromEnvironment } from './settings/defaults-from-environment.js';
import type { PromotionDefaults } from './settings/promotion-terms.js';
import { SettingsController } from './settings/settings.controller.js';
import { SettingsService } from './settings/settings.service.js';
import { BreachRollback } from './watch/breach-rollback.js';
import { PromotionWatching } from './watch/promotion-watch.js';
import { WatchAlerts } from './watch/watch-alerts.js';
import { watchedOutcomesProjection } from './watch/watched-outcomes.projection.js';
import { WatchedWindows } from './watch/watched-windows.js';

const WATCH_EVERY_MS = 1_000;
const CHECK_EVERY_MS = 10_000;

export const PROMOTING_PROJECTIONS = [
  experimentsProjection,
  runEvidenceProjection,
  openBreachesProjection,
  promotionsProjection,
  watchedOutcomesProjection,
  decisionsProjection,
];

export const PROMOTING_CONTROLLERS = [
  ...AUTO_CHECK_CONTROLLERS,
  MonitoringController,
  PromotionsController,
  CertificatesController,
  SettingsController,
  PolicyController,
  OwnersAnswersController,
  GrantedApprovalsController,
];

const alertLog: Provider = {
  provide: AlertLog,
  useFactory: (store: EventStore, clock: Clock, newId: NewId) =>
    new AlertLog({ store, clock, newId, service: 'promotion' }),
  inject: [EVENT_STORE, CLOCK, IDS],
};

const sweeps: Provider = {
  provide: 'promotion:sweeps',
  useFactory: (watch: PromotionWatching, check: HourlyCheck, { isEnabled }: PromotionDefaults) =>
    new SweepRunner([
      { name: 'promoted winners', everyMs: WATCH_EVERY_MS, run: () => watch.look() },
      ...(isEnabled ? [{ name: 'the hourly check', everyMs: CHECK_EVERY_MS, run: () => check.look() }] : []),
    ]),
  inject: [PromotionWatching, HourlyCheck, DEFAULTS],
};

/**
 * Promotion of winners: who is eligible, under which terms and policy, promoting and taking back, by hand and by itself.
 * @throws ConfigError naming every variable that is wrong
 */
export const promotingProviders = (env: Environment): readonly Provider[] => [
  { provide: DEFAULTS, useValue: defaultsFromEnvironment(env) },
  ...AUTO_CHECK_PROVIDERS,
  BreachRollback,
  ExperimentDirectory,
  EligibilityService,
  OwnersAnswer,
  PolicyDryRun,
  PolicyService,
  PromotionApprovals,
  PromotionHistoryService,
  PromotionLog,
  PromotionsService,
  PromotionWatching,
  RollbackGate,
  RollbacksService,
  SettingsService,
  WatchAlerts,
  WatchedWindows,
  alertLog,
  sweeps,
];
