import type { RolloutRolledBack } from '@assay/contracts';
import { parseStreamId } from '@assay/contracts';
import type { Announcer } from './announcer.js';
import { figuresOf, numbersIn } from './figures.fold.js';

/** Rollouts that were taken back. */
export const rolloutAnnouncer: Announcer<RolloutRolledBack> = {
  types: ['RolloutRolledBack'],
  remember: (context) => context,
  announce: ({ subject, data }) => {
    const { key } = parseStreamId(subject);
    const how = data.automatic ? 'automatically' : 'by hand';
    return {
      level: 'critical',
      kind: 'rollout.rolled-back',
      thread: `rollback/rollout/${key}/${data.activation}`,
      status: 'news',
      title: `${key}: the rollout was rolled back ${how}`,
      text: data.reason,
      figures: figuresOf({ Activation: data.activation, ...numbersIn(data.evidence ?? {}) }),
      whatToDo: 'find out why, and go through the rollback checklist: GET /api/v1/rollback-checklists',
      path: `/api/v1/rollouts/${key}`,
    };
  },
};
