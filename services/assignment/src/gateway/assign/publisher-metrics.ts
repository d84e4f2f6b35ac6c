import { METRICS } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { AssignmentPublisher } from './assignment-publisher.js';

/** Says what waits for the log, and whether there is a disk for what memory has no room for. */
@Injectable()
export class PublisherMetrics implements OnModuleInit {
  constructor(
    private readonly publisher: AssignmentPublisher,
    @Inject(METRICS) private readonly registry: Registry,
  ) {}

  onModuleInit(): void {
    const { publisher } = this;
    new Gauge({
      name: 'assay_gateway_unpublished',
      help: 'Assignments and exposures in memory that the log does not have yet.',
      registers: [this.registry],
      collect() {
        this.set(publisher.backlog);
      },
    });
    new Gauge({
      name: 'assay_gateway_spool_unusable',
      help: '1 while the folder of the spool cannot be opened or removed from: only memory is left while the log is away.',
      registers: [this.registry],
      collect() {
        this.set(publisher.hasLostSpool ? 1 : 0);
      },
    });
  }
}
