import type { AlertReading } from '@assay/alerts';
import { AlertLog } from '@assay/alerts';
import { Injectable } from '@nestjs/common';
import type { Judgement } from './judgement.js';
import type { OpenAlert } from './open-alert.js';
import { alertKey } from './open-alert.js';

/** Does what the judgements of a rule call for: any process may, and one of them gets through. */
@Injectable()
export class AlertSettler {
  constructor(private readonly log: AlertLog) {}

  /** @param open the rule's open alerts, as the read model has them: it may be a moment behind */
  async settle(judgements: readonly Judgement[], open: readonly OpenAlert[]): Promise<void> {
    const raised = new Set(open.map(({ project, data }) => alertKey(project, data)));
    for (const { level, reading } of judgements)
      if (level === 'breached' && !raised.has(alertKey(reading.project, reading)))
        await this.log.raise(reading, causeOf(reading));
    const judged = new Map(judgements.map((one) => [alertKey(one.reading.project, one.reading), one]));
    for (const alert of open) {
      const judgement = judged.get(alertKey(alert.project, alert.data));
      if (judgement === undefined) await this.log.resolve(notWatched(alert), 0);
      else if (judgement.level === 'calm') await this.log.resolve(judgement.reading);
    }
  }
}

/** The snapshot that a judgement rests on. */
const causeOf = ({ details }: AlertReading): string | undefined =>
  typeof details?.['snapshot'] === 'string' ? details['snapshot'] : undefined;

const notWatched = ({ project, data: { pause: _asked, ...data } }: OpenAlert): AlertReading => ({
  ...data,
  project,
  message: `${data.subject} is not watched any more: it is over, was started anew, or somebody has resumed it`,
  value: null,
});
