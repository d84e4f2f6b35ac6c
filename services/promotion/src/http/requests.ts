import type { Principal } from '@assay/auth';
import { canonicalHash } from '@assay/contracts';
import type { EligibilityRequest } from '../promotion-handling/eligibility.service.js';
import type { PagedQuery } from '../paging/paged-query.js';
import type { HistoryRequest } from '../promotion-handling/promotion-history.service.js';
import type { PromoteRequest } from '../promotion-handling/promotions.service.js';
import type { RollbackRequest } from '../promotion-handling/rollbacks.service.js';
import type { PromoteDto, RollbackDto } from './promotion.dto.js';
import type { ThresholdsDto } from './thresholds.dto.js';
import { overridesOf } from './thresholds.dto.js';

export const eligibilityRequest = (
  { project, actor }: Principal,
  name: string,
  query: ThresholdsDto,
): EligibilityRequest => ({ project, name, actor, overrides: overridesOf(query) });

/** The same key of the same person is the same occasion. */
const occasionOf = (actor: string, key: string | undefined): string | undefined =>
  key === undefined ? undefined : `${actor}, key ${key}`;

export const promoteRequest = (
  { project, actor }: Principal,
  name: string,
  body: PromoteDto,
  key?: string,
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
  approvalId: body.approvalId ?? undefined,
  occasion: occasionOf(actor, key),
  fingerprint: key === undefined ? undefined : canonicalHash(body),
});

export const rollbackRequest = (
  { project, actor }: Principal,
  name: string,
  { reason, rolledBackBy, userId }: RollbackDto,
  key?: string,
): RollbackRequest => ({
  ...{ project, name, actor, reason },
  onBehalfOf: rolledBackBy ?? userId,
  decidedBy: 'person',
  occasion: occasionOf(actor, key),
});

const PAGE = 50;

export const historyRequest = (
  { project }: Principal,
  name: string,
  { cursor, limit = PAGE }: PagedQuery,
): HistoryRequest => ({ project, name, cursor, limit });
