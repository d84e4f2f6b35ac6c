import type { RollbackCertificate } from '@assay/contracts';
import { canonicalHash } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import { judgeWatch } from '../watch/judge-watch.js';

/** Names the rules that judge what is watched. */
export const WATCH_ENGINE_VERSION = `watch/1 ${STATS_VERSION}`;

/** What a rollback rests on, without its conclusions. */
export type RollbackEvidence = Omit<RollbackCertificate, 'engineVersion' | 'checks' | 'isBreached' | 'hash'>;

/** The evidence of a rollback with its verdict, sealed by its hash. */
export function certifyRollback(evidence: RollbackEvidence): RollbackCertificate {
  const checks = [...judgeWatch(evidence.watch, evidence.windows)];
  const isBreached = checks.some(({ passed }) => !passed);
  const content = { engineVersion: WATCH_ENGINE_VERSION, ...evidence, checks, isBreached };
  return { ...content, hash: canonicalHash(content) };
}
