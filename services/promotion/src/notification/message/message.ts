import type { AlertSeverity } from '@assay/contracts';

export type MessageLevel = AlertSeverity;

export interface Figure {
  readonly name: string;
  readonly value: string;
}

/** What people are told: who did what, the figures, where to look, what to do. */
export interface Message {
  /** That of the event it tells of. */
  readonly id: string;
  readonly project: string;
  readonly level: MessageLevel;
  /** `promotion.completed`, `alert.raised` …: what channels choose by. */
  readonly kind: string;
  /** What belongs together: an alert and its end have the same. */
  readonly thread: string;
  /** `resolved` ends what its thread began. */
  readonly status: 'news' | 'raised' | 'resolved';
  readonly title: string;
  readonly text: string;
  readonly who: string;
  readonly figures: readonly Figure[];
  readonly whatToDo: string;
  /** Where to look, from the root of the installation. */
  readonly path: string;
  readonly at: string;
}
