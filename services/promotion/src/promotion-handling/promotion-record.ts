import type {
  Certificate,
  DataOf,
  FixedHorizonLookTaken,
  PromotionEvent,
  PromotionRequested,
  PromotionSettingsChanged,
  PromotionWatch,
  RollbackCertificate,
  VariantSums,
} from '@assay/contracts';
import { watchEnd } from '../watch/watched-until.js';

interface Refusal {
  readonly code: string;
  readonly reason: string;
  readonly at: string;
}

/** One promotion of the history, as it stands after all that happened to it. */
export interface PromotionRecord {
  readonly id: string;
  readonly experimentKey: string;
  readonly status: 'requested' | 'completed' | 'refused' | 'rollback_requested' | 'rolled_back';
  readonly promotedVariantName: string;
  readonly controlVariantName: string | null;
  readonly confidence: number | null;
  readonly improvement: number | null;
  readonly sampleSize: number;
  readonly promotionType: DataOf<typeof PromotionRequested>['promotionType'];
  /** Who asked, from the token. */
  readonly actor: string;
  /** The name given in the request. */
  readonly promotedBy: string | null;
  readonly requestedAt: string;
  readonly promotedAt: string | null;
  readonly refusal: Refusal | null;
  readonly rollbackBy: string | null;
  readonly rollbackReason: string | null;
  readonly rollbackAt: string | null;
  /** Sums of each variant when the rollback was asked for. */
  readonly metricsAtRollback: readonly VariantSums[] | null;
  readonly rollbackCertificate: RollbackCertificate | null;
  /** The approval that it rests on. */
  readonly approval: string | null;
  readonly watch: PromotionWatch | null;
  /** Until when the winner is, or would have been, watched. */
  readonly watchedUntil: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly certificate: Certificate;
}

/** What happens to one promotion; looks and settings are the experiment’s. */
type PromotionStep = Exclude<PromotionEvent, FixedHorizonLookTaken | PromotionSettingsChanged>;

const isStep = (event: PromotionEvent): event is PromotionStep => 'promotionId' in event.data;

function requested({ data, actor, time }: PromotionRequested): PromotionRecord {
  const { certificate } = data;
  return {
    id: data.promotionId,
    experimentKey: data.experiment,
    status: 'requested',
    promotedVariantName: data.variant,
    controlVariantName: certificate.control,
    confidence: certificate.confidence,
    improvement: certificate.improvement,
    sampleSize: certificate.variants.reduce((sum, { units }) => sum + units, 0),
    promotionType: data.promotionType,
    actor,
    promotedBy: data.onBehalfOf ?? null,
    requestedAt: time,
    promotedAt: null,
    refusal: null,
    rollbackBy: null,
    rollbackReason: null,
    rollbackAt: null,
    metricsAtRollback: null,
    rollbackCertificate: null,
    approval: data.approval ?? null,
    watch: data.watch ?? null,
    watchedUntil: null,
    metadata: data.metadata ?? {},
    certificate,
  };
}

function after(record: PromotionRecord, event: Exclude<PromotionStep, PromotionRequested>): PromotionRecord {
  switch (event.type) {
    case 'PromotionCompleted':
      return {
        ...record,
        status: 'completed',
        promotedAt: event.time,
        watchedUntil: watchEnd(event.time, record.watch),
      };
    case 'PromotionRefused': {
      const { code, reason } = event.data;
      const status = record.status === 'requested' ? 'refused' : 'completed';
      return { ...record, status, refusal: { code, reason, at: event.time } };
    }
    case 'PromotionRollbackRequested': {
      const { reason, onBehalfOf, metricsAtRollback, certificate = null } = event.data;
      return {
        ...record,
        status: 'rollback_requested',
        refusal: null,
        rollbackBy: onBehalfOf ?? event.actor,
        rollbackReason: reason,
        metricsAtRollback,
        rollbackCertificate: certificate,
      };
    }
    case 'PromotionRolledBack':
      return { ...record, status: 'rolled_back', rollbackAt: event.time };
  }
}

/** All promotions of an experiment, the latest first. */
export function recordsOf(events: readonly PromotionEvent[]): readonly PromotionRecord[] {
  const records = new Map<string, PromotionRecord>();
  for (const event of events.filter(isStep)) {
    const { promotionId } = event.data;
    const record = records.get(promotionId);
    if (event.type === 'PromotionRequested') records.set(promotionId, requested(event));
    else if (record !== undefined) records.set(promotionId, after(record, event));
  }
  return [...records.values()].reverse();
}
