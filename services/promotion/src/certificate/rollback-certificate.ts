import { defineCertificate, RollbackCertificate } from '@assay/contracts';
import { ENGINE_VERSION as STATS_VERSION } from '@assay/stats';
import { judgeWatch } from '../watch/judge-watch.js';

/** Whether a promoted winner broke a limit of its watch, whoever took it back. */
export const watch = defineCertificate({
  engineVersion: `watch/1 ${STATS_VERSION}`,
  schema: RollbackCertificate,
  conclusions: ['checks', 'isBreached'],
  about: ({ experiment }) => experiment,
  conclude: (evidence) => {
    const checks = [...judgeWatch(evidence.watch, evidence.windows)];
    return { checks, isBreached: checks.some(({ passed }) => !passed) };
  },
});

/** The evidence of a rollback with its verdict, sealed by its hash. */
export const { certify: certifyRollback } = watch;
