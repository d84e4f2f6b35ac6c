import { AlertLog } from '@assay/alerts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { Clock } from '@assay/platform';
import { CLOCK, METRICS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { Gauge } from 'prom-client';
import { archiveLag, judgeArchiveLag } from './archive-lag.js';
import { ArchiveService } from './archive.service.js';

/** Shows how far the archive is behind, and raises an alert when it stays so. */
@Injectable()
export class ArchiveWatch {
  private readonly waiting: Gauge<'topic'>;
  private readonly seconds: Gauge;

  constructor(
    private readonly archive: ArchiveService,
    private readonly alerts: AlertLog,
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) registry: Registry,
  ) {
    const registers = [registry];
    this.waiting = new Gauge({
      ...{ name: 'assay_archive_waiting_messages', labelNames: ['topic'], registers },
      help: 'Messages of the log that are not archived yet.',
    });
    this.seconds = new Gauge({
      ...{ name: 'assay_archive_lag_seconds', registers },
      help: 'Age of the oldest message that is not archived yet.',
    });
  }

  async look(): Promise<void> {
    const { partitions } = await this.archive.view();
    const lag = await archiveLag(this.bus, partitions);
    const { reading, level } = judgeArchiveLag(lag, this.archive.pace, this.clock.now());
    for (const [topic, messages] of lag.waiting) this.waiting.set({ topic }, messages);
    this.seconds.set(reading.value ?? 0);
    if (level === 'breached') await this.alerts.raise(reading);
    else if (level === 'calm') await this.alerts.resolve(reading);
  }
}
