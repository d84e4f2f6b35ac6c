import { METRICS } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { Counter } from 'prom-client';

/** Counts events by what became of them, over all projects: names that clients choose are no labels. */
@Injectable()
export class IngestMetrics {
  private readonly counter: Counter<'outcome'>;

  constructor(@Inject(METRICS) registry: Registry) {
    this.counter = new Counter({
      name: 'assay_ingest_events_total',
      help: 'Events from outside: accepted (the log has them), filtered (kept apart there) or refused.',
      labelNames: ['outcome'],
      registers: [registry],
    });
  }

  accepted(counted: number, filtered: number): void {
    if (counted > 0) this.counter.inc({ outcome: 'accepted' }, counted);
    if (filtered > 0) this.counter.inc({ outcome: 'filtered' }, filtered);
  }

  refused(events: number): void {
    if (events > 0) this.counter.inc({ outcome: 'refused' }, events);
  }
}
