import type { AlertRaised } from '@assay/contracts';
import { Controller, Logger } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ExperimentLog } from '../experiment/experiment-log.js';
import { answerMetadata } from './answer-metadata.js';

const LONGEST_REASON = 500;

/** Alerts on guardrails come through the log; the owner of experiments decides whether to pause. */
@Controller()
export class GuardrailAlertsController {
  private readonly logger = new Logger(GuardrailAlertsController.name);

  constructor(private readonly log: ExperimentLog) {}

  @EventPattern('AlertRaised', { group: 'assignment' })
  async alertRaised(@Payload() alert: AlertRaised): Promise<void> {
    const { experiment, pause, message } = alert.data;
    if (experiment === undefined || pause === undefined) return;
    const handled = await this.log.handle({
      type: 'PauseForGuardrail',
      metadata: answerMetadata(alert, experiment),
      alert: alert.id,
      run: pause.run,
      since: pause.since,
      reason: `guardrail: ${message}`.slice(0, LONGEST_REASON),
    });
    const came = handled.outcome === 'accepted' ? 'paused' : `not paused (${handled.refusal.code})`;
    this.logger.warn(`${experiment}: ${came}, ${message}`);
  }
}
