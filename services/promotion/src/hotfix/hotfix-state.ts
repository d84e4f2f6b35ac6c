import type { HotfixDeployed, HotfixRecord, HotfixSeverity, PostMortemWritten } from '@assay/contracts';
import type { Clocked } from './hotfix-clock.fold.js';

export const HOTFIX_STATUSES = ['open', 'deployed', 'closed'] as const;
export type HotfixStatus = (typeof HOTFIX_STATUSES)[number];

export interface KnownHotfix {
  readonly status: HotfixStatus;
  readonly project: string;
  readonly key: string;
  readonly title: string;
  readonly severity: HotfixSeverity;
  /** The worst it was ever taken for: what is due afterwards follows from it. */
  readonly worst: HotfixSeverity;
  readonly broken: string;
  readonly record: HotfixRecord;
  readonly because?: string;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly dueAt: string | null;
  /** The release that it was due with, where there was one. */
  readonly release: Clocked['release'];
  readonly escalations: number;
  readonly deployments: readonly HotfixDeployed['data'][];
  readonly postMortem: PostMortemWritten['data'] | null;
  readonly resolution: 'fixed' | 'cancelled' | null;
}

export type HotfixState = { readonly status: 'absent' } | KnownHotfix;

export const NO_HOTFIX: HotfixState = { status: 'absent' };

const FIELDS = ['cause', 'fix', 'tests', 'rollbackPlan'] as const;

/** What the record does not say yet. */
export const missingIn = ({ record }: Pick<KnownHotfix, 'record'>): readonly string[] =>
  FIELDS.filter((field) => record[field] === undefined);
