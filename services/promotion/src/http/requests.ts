import type { Principal } from '@assay/auth';
import type { EligibilityRequest } from '../promoting/eligibility.service.js';
import type { PromoteRequest, RollbackRequest } from '../promoting/promotions.service.js';
import type { PromoteDto, RollbackDto } from './promotion.dto.js';
import type { ThresholdsDto } from './thresholds.dto.js';
import { overridesOf } from './thresholds.dto.js';

export const eligibilityRequest = (
  { project }: Principal,
  name: string,
  query: ThresholdsDto,
): EligibilityRequest => ({ project, name, overrides: overridesOf(query) });

export const promoteRequest = (
  { project, actor }: Principal,
  name: string,
  body: PromoteDto,
): PromoteRequest => ({
  project,
  name,
  actor,
  onBehalfOf: body.promotedBy ?? body.userId,
  promotionType: body.promotionType ?? 'manual',
  variant: body.variant,
  overrides: overridesOf(body.config),
  notes: body.metadata,
  acknowledgeKnownBad: body.acknowledgeKnownBad ?? false,
});

export const rollbackRequest = (
  { project, actor }: Principal,
  name: string,
  { reason, rolledBackBy, userId }: RollbackDto,
): RollbackRequest => ({ project, name, actor, reason, onBehalfOf: rolledBackBy ?? userId });
