import type { ReleaseRollbackWithheld, ReleaseRolledBack } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { Announcer } from './announcer.js';
import { figuresOf, numbersIn } from './figures.fold.js';

/** Releases that were taken back, or would have been. */
export const releaseAnnouncer: Announcer<ReleaseRolledBack | ReleaseRollbackWithheld> = {
  types: ['ReleaseRolledBack', 'ReleaseRollbackWithheld'],
  remember: (context) => context,
  announce: ({ type, subject, data }) => {
    const { key } = parseStreamId(subject);
    const isDone = type === 'ReleaseRolledBack';
    return {
      level: 'critical',
      kind: isDone ? 'release.rolled-back' : 'release.rollback-withheld',
      thread: `rollback/release/${key}/${data.activation}`,
      status: 'news',
      title: `${key}: the release ${isDone ? 'was' : 'would have been'} rolled back`,
      text: data.reason,
      figures: figuresOf({ Trigger: data.trigger, ...numbersIn(data.evidence ?? {}) }),
      whatToDo: isDone
        ? 'find out why, and go through the rollback checklist: GET /api/v1/rollback-checklists'
        : `autoRollback is off: look at it, and roll back by POST /api/v1/releases/${key}/rollback`,
      path: `/api/v1/releases/${key}`,
    };
  },
};
