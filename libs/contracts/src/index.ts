export * from './audit/archive-view.js';
export * from './audit/audit-entry.js';
export * from './audit/audit-line.js';
export * from './audit/content-types.js';
export * from './audit/finding.js';
export * from './catalogue/asyncapi.js';
export * from './catalogue/event-types.js';
export * from './catalogue/routing.js';
export * from './catalogue/topics.js';
export * from './certificates/certificate-kind.js';
export * from './certificates/certificate-parts.js';
export type { CertificateDifference, CertificateVerdict } from './certificates/compare-certificate.js';
export type { CertifiedEvent, Sealed, Told } from './certificates/sealed.js';
export * from './certificates/verify-certificate.js';
export * from './envelope/canonical-json.js';
export * from './envelope/context-of-headers.js';
export * from './envelope/envelope.js';
export * from './envelope/event-definition.js';
export * from './envelope/event-hash.js';
export * from './envelope/new-event.js';
export * from './envelope/read-event.js';
export * from './envelope/validation.js';
export * from './events/access-events.js';
export * from './events/alert-events.js';
export * from './events/approval-events.js';
export * from './events/assignment-events.js';
export * from './events/bandit-events.js';
export * from './events/event-type-events.js';
export * from './events/experiment-answers.js';
export * from './events/data-access-events.js';
export * from './events/dead-letter-events.js';
export * from './events/definition-events.js';
export * from './events/erasure-events.js';
export * from './events/experiment-events.js';
export * from './events/experiment-parts.js';
export * from './events/experiment-plan-events.js';
export * from './events/filtered-events.js';
export * from './events/guardrail-certificates.js';
export * from './events/hotfix-events.js';
export * from './events/identity-events.js';
export * from './events/interaction-events.js';
export * from './events/metric-events.js';
export * from './events/metric-from-name.js';
export * from './events/metric-problem.js';
export * from './events/metric-spec.js';
export * from './events/metrics-events.js';
export * from './events/notification-events.js';
export * from './events/product-events.js';
export * from './events/policy-events.js';
export * from './events/promotion-certificate.js';
export * from './events/promotion-events.js';
export * from './events/promotion-watch.js';
export * from './events/retention-events.js';
export * from './events/rollback-checklist-events.js';
export * from './events/release-certificates.js';
export * from './events/release-events.js';
export * from './events/release-evidence.js';
export { changedList, givesToSomebody, RolloutAudienceChanged } from './events/rollout-audience-events.js';
export type { ListChange } from './events/rollout-audience-events.js';
export * from './events/rollout-certificates.js';
export * from './events/rollout-events.js';
export {
  DEFAULT_TIERS,
  MOST_LISTED,
  RolloutTier,
  SIGNAL_KINDS,
  TIER_OFF,
  TRIGGER_METRICS,
  TriggerRule,
} from './events/rollout-parts.js';
export type { RolloutSegmentKeys, SignalKind, VersionRef } from './events/rollout-parts.js';
export * from './events/rollout-plan-events.js';
export * from './events/rollout-signal-events.js';
export * from './events/segment-member-events.js';
export * from './events/shared-schemas.js';
export * from './reports/dominates.js';
export * from './reports/reason-in-words.js';
export * from './reports/recommendation-in-words.js';
export * from './words/counted.js';
export * from './words/metric-figures.js';
export * from './words/promotion-check-in-words.js';
export * from './words/shown-number.js';
export * from './words/status-in-words.js';
