import type { AlertRaised, AlertResolved, AlertSeverity } from '@assay/contracts';

export type AlertStatus = 'raised' | 'resolved';

/** An alert as `GET /api/v1/alerts` answers. */
export interface AlertView {
  readonly id: string;
  readonly status: AlertStatus;
  readonly rule: string;
  readonly subject: string;
  readonly severity: AlertSeverity;
  readonly experiment: string | null;
  readonly run: number | null;
  readonly message: string;
  /** What was seen when it was raised, and what that was held against. */
  readonly value: number | null;
  readonly limit: number | null;
  readonly details: Readonly<Record<string, unknown>>;
  /** Whether the owner of the experiment was asked to pause it. */
  readonly asksToPause: boolean;
  /** The service that raised it. */
  readonly source: string;
  readonly raisedAt: string;
  readonly resolvedAt: string | null;
  /** Why it is over; null while it is not. */
  readonly resolution: string | null;
}

/** A row of the read model. */
export interface AlertRow {
  readonly id: string;
  readonly project: string;
  readonly source: string;
  readonly raised_at: Date;
  readonly resolved_at: Date | null;
  readonly raised: AlertRaised['data'];
  readonly resolved: AlertResolved['data'] | null;
}

export function alertView({ id, source, raised, resolved, ...row }: AlertRow): AlertView {
  const { rule, subject, severity, message, value, limit } = raised;
  return {
    id,
    status: row.resolved_at === null ? 'raised' : 'resolved',
    ...{ rule, subject, severity },
    experiment: raised.experiment ?? null,
    run: raised.run ?? null,
    ...{ message, value, limit },
    details: raised.details ?? {},
    asksToPause: raised.pause !== undefined,
    source,
    raisedAt: row.raised_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    resolution: resolved?.message ?? null,
  };
}
