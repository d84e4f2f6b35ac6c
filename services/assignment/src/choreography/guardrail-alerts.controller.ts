import type { AlertRaised, EventMetadata } from '@assay/contracts';
import { derivedId, streamId } from '@assay/contracts';
import { RawErrorFilter } from '@assay/event-bus';
import { Controller, Logger, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ExperimentLog } from '../experiment/experiment-log.js';

/** Alerts on guardrails come through the log; the owner of experiments decides whether to pause. */
@Controller()
@UseFilters(RawErrorFilter)
export class GuardrailAlertsController {
  private readonly logger = new Logger(GuardrailAlertsController.name);

  constructor(private readonly log: ExperimentLog) {}

  @EventPattern('AlertRaised', { group: 'assignment' })
  async alertRaised(@Payload() alert: AlertRaised): Promise<void> {
    const { experiment, pause, message } = alert.data;
    if (experiment === undefined || pause === undefined) return;
    const handled = await this.log.handle({
      type: 'PauseForGuardrail',
      metadata: metadataOf(alert, experiment),
      alert: alert.id,
      run: pause.run,
      since: pause.since,
      reason: `guardrail: ${message}`.slice(0, LONGEST_REASON),
    });
    const came = handled.outcome === 'accepted' ? 'paused' : `not paused (${handled.refusal.code})`;
    this.logger.warn(`${experiment}: ${came}, ${message}`);
  }
}

const LONGEST_REASON = 500;

/** Id and time follow from the alert: one that comes twice pauses once. */
const metadataOf = (alert: AlertRaised, experiment: string): EventMetadata => ({
  id: derivedId(alert.id, 'answer of the experiment'),
  source: 'assignment',
  subject: streamId(alert.project, 'experiment', experiment),
  time: alert.time,
  project: alert.project,
  actor: alert.actor,
  correlationid: alert.correlationid,
  causationid: alert.id,
});
