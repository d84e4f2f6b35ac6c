import type { AlertEvent } from '@assay/contracts';
import type { Announcer } from './announcer.js';
import { figuresOf, shown } from './figures.fold.js';

/** Alerts: what passed its limit, and that it is over. */
export const alertAnnouncer: Announcer<AlertEvent> = {
  types: ['AlertRaised', 'AlertResolved'],
  remember: (context) => context,
  announce: ({ type, id, data }) => {
    const { rule, subject, severity, message, value, limit, experiment } = data;
    const isOver = type === 'AlertResolved';
    const alert = isOver ? data.alert : id;
    return {
      level: severity,
      kind: isOver ? 'alert.resolved' : 'alert.raised',
      thread: `alert/${alert}`,
      status: isOver ? 'resolved' : 'raised',
      title: `${isOver ? 'Over' : 'Alert'}: ${rule} of ${subject}`,
      text: message,
      figures: figuresOf({ Value: shown(value), Limit: shown(limit), Experiment: experiment }),
      whatToDo: isOver
        ? 'nothing: it is over'
        : 'see docs/alerts.md for what the rule means and when it is over',
      path: `/api/v1/alerts/${alert}`,
    };
  },
};
