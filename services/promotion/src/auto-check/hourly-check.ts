import { counted } from '@assay/contracts';
import type { Clock, NewId } from '@assay/platform';
import { CLOCK, IDS } from '@assay/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { AutoCheckService } from './auto-check.service.js';
import { AutoCheckSlots, slotAt } from './auto-check-slots.js';

/**
 * Checks once an hour. Every instance tries to take the hour, and one gets it; hours nobody ran in are made up by the
 * check of the present one, because a check is about how things are and not about when it was due.
 */
@Injectable()
export class HourlyCheck {
  private readonly logger = new Logger(HourlyCheck.name);
  private readonly process: string;

  constructor(
    private readonly checks: AutoCheckService,
    private readonly slots: AutoCheckSlots,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) newId: NewId,
  ) {
    this.process = newId();
  }

  /** Checks the present hour, unless somebody has or is about to. */
  async look(): Promise<void> {
    const slot = slotAt(this.clock.now());
    if (!(await this.slots.take(slot, this.process, this.clock.now()))) return;
    const result = await this.checks.run({ occasion: `hour ${new Date(slot).toISOString()}` });
    await this.slots.done(slot, this.process, this.clock.now(), result);
    const { checked, promoted, promoted_experiments: experiments } = result;
    this.logger.log(
      `${counted(checked, 'experiment')} checked, ${String(promoted)} promoted: ${experiments.join(', ')}`,
    );
  }
}
