import { AlertLog } from '@assay/alerts';
import type { EventStore } from '@assay/event-store';
import { EVENT_STORE } from '@assay/event-store';
import type { Clock, Environment, NewId } from '@assay/platform';
import { CLOCK, EnvironmentReader, IDS } from '@assay/platform';
import type { Provider } from '@nestjs/common';
import { AlertSettler } from './alert-settler.js';
import { ALERT_RULES, AlertWatch, LONGEST_LOOK_MS } from './alert-watch.js';
import { AlertsController } from './http/alerts.controller.js';
import { AlertList } from './listing/alert-list.js';
import { ALERTS_PROJECTION } from './listing/alerts.projection.js';
import { ACTIVE_HOURS, activeHoursFrom } from './rules/active-hours.js';
import type { AlertRule } from './rules/alert-rule.js';
import { DeadLettersRule } from './rules/dead-letters.rule.js';
import { DimensionOverflowRule } from './rules/dimension-overflow.rule.js';
import { EventNameOverflowRule } from './rules/event-name-overflow.rule.js';
import { GuardrailThresholdRule } from './rules/guardrail-threshold.rule.js';
import { LagRule } from './rules/lag.rule.js';
import { NoEventsRule } from './rules/no-events.rule.js';
import { FeatureAdoptionRule, PowerUserAdoptionRule, StepDropOffRule } from './rules/product.rules.js';
import { GuardrailMetricRule, SampleRatioRule } from './rules/results.rules.js';
import { LATEST_SNAPSHOTS_PROJECTION } from './snapshots/latest-snapshots.projection.js';
import { WatchedExperiments } from './rules/watched-experiments.js';
import { WatchedRuns } from './snapshots/watched-runs.js';

/** Each looks by itself; guardrails first. */
const RULES = [
  GuardrailThresholdRule,
  GuardrailMetricRule,
  SampleRatioRule,
  NoEventsRule,
  LagRule,
  DimensionOverflowRule,
  EventNameOverflowRule,
  DeadLettersRule,
  FeatureAdoptionRule,
  StepDropOffRule,
  PowerUserAdoptionRule,
];

export const ALERTS_PROJECTIONS = [ALERTS_PROJECTION, LATEST_SNAPSHOTS_PROJECTION];
export const ALERTS_CONTROLLERS = [AlertsController];

/** @throws ConfigError unless `ALERT_LOOK_SECONDS` is a number of seconds of a minute */
function longestLookMs(env: Environment): number {
  const read = new EnvironmentReader(env);
  const seconds = read.integer('ALERT_LOOK_SECONDS', { fallback: 30, min: 1, max: 60 });
  read.check();
  return seconds * 1_000;
}

/** @throws ConfigError for hours, a time zone or times between looks that make no sense */
export const alertsProviders = (env: Environment): readonly Provider[] => [
  ...RULES,
  WatchedExperiments,
  WatchedRuns,
  AlertList,
  AlertSettler,
  AlertWatch,
  { provide: LONGEST_LOOK_MS, useValue: longestLookMs(env) },
  { provide: ACTIVE_HOURS, useValue: activeHoursFrom(env) },
  { provide: ALERT_RULES, useFactory: (...rules: readonly AlertRule[]) => rules, inject: RULES },
  {
    provide: AlertLog,
    useFactory: (store: EventStore, clock: Clock, newId: NewId) =>
      new AlertLog({ store, clock, newId, service: 'analytics' }),
    inject: [EVENT_STORE, CLOCK, IDS],
  },
];
