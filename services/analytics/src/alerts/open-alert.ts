import type { AlertRaised } from '@assay/contracts';

/** An alert that has been raised and not resolved. */
export interface OpenAlert {
  /** The id of its AlertRaised. */
  readonly id: string;
  readonly project: string;
  readonly data: AlertRaised['data'];
}

/** Tells alerts apart. */
export const alertKey = (project: string, { rule, subject }: Pick<AlertRaised['data'], 'rule' | 'subject'>) =>
  `${project}/${rule}/${subject}`;
