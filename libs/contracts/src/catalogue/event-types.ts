import type { EventDefinition } from '../envelope/event-definition.js';
import * as access from '../events/access-events.js';
import * as alerts from '../events/alert-events.js';
import * as approvals from '../events/approval-events.js';
import * as assignments from '../events/assignment-events.js';
import * as bandits from '../events/bandit-events.js';
import * as dataAccess from '../events/data-access-events.js';
import * as deadLetters from '../events/dead-letter-events.js';
import * as definitionEvents from '../events/definition-events.js';
import * as erasures from '../events/erasure-events.js';
import * as eventTypes from '../events/event-type-events.js';
import * as answers from '../events/experiment-answers.js';
import * as experiments from '../events/experiment-events.js';
import * as plans from '../events/experiment-plan-events.js';
import * as filtered from '../events/filtered-events.js';
import * as hotfixes from '../events/hotfix-events.js';
import * as identities from '../events/identity-events.js';
import * as interactions from '../events/interaction-events.js';
import * as metricDefinitions from '../events/metric-events.js';
import * as metrics from '../events/metrics-events.js';
import * as notifications from '../events/notification-events.js';
import * as policies from '../events/policy-events.js';
import * as productDefinitions from '../events/product-events.js';
import * as promotions from '../events/promotion-events.js';
import * as retention from '../events/retention-events.js';
import * as rollbackChecklists from '../events/rollback-checklist-events.js';
import * as releases from '../events/release-events.js';
import * as rolloutAudiences from '../events/rollout-audience-events.js';
import * as rollouts from '../events/rollout-events.js';
import * as rolloutPlans from '../events/rollout-plan-events.js';
import * as rolloutSignals from '../events/rollout-signal-events.js';
import * as segmentMembers from '../events/segment-member-events.js';

const isDefinition = (value: unknown): value is EventDefinition =>
  typeof value === 'object' && value !== null && 'upcasters' in value;

const definitions = [
  access,
  alerts,
  approvals,
  assignments,
  bandits,
  answers,
  dataAccess,
  deadLetters,
  definitionEvents,
  erasures,
  eventTypes,
  experiments,
  plans,
  filtered,
  hotfixes,
  identities,
  interactions,
  metricDefinitions,
  metrics,
  notifications,
  policies,
  productDefinitions,
  promotions,
  releases,
  retention,
  rollbackChecklists,
  rollouts,
  rolloutAudiences,
  rolloutPlans,
  rolloutSignals,
  segmentMembers,
].flatMap((file) => Object.values(file as Record<string, unknown>).filter(isDefinition));

/** Every event type of Assay by its name. */
export const EVENT_TYPES: ReadonlyMap<string, EventDefinition> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
