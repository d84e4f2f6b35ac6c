import { CrossOrigin } from '@assay/auth';
import { BATCH_BODY_LIMIT, hotRoute, ValidationProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { senderOf } from '../access/sender.js';
import { UnreadableEvent } from '../event/unreadable-event.js';
import type { IngestOptions } from '../ingest-options.js';
import { INGEST_OPTIONS } from '../ingest-options.js';
import { BatchQuery } from '../ingest-queries.js';
import type { Accepted, BatchOptions } from '../ingest.service.js';
import { IngestService } from '../ingest.service.js';
import { CloudEventsBody } from './cloud-event.js';
import { cloudEventsOf } from './cloud-events-request.js';
import { rawEventOf } from './raw-event-of.js';

/** CloudEvents over HTTP, in binary, structured and batch mode. */
@Injectable()
export class CloudEventsRoutes {
  constructor(
    private readonly crossOrigin: CrossOrigin,
    private readonly ingest: IngestService,
    @Inject(INGEST_OPTIONS) private readonly options: IngestOptions,
  ) {}

  register(scope: FastifyInstance): void {
    const url = '/api/v1/cloudevents';
    this.crossOrigin.registerPreflight(scope, url, 'POST');
    hotRoute(scope, {
      method: 'POST',
      url,
      summary: 'Takes CloudEvents 1.0 in binary, structured or batch mode.',
      schema: { querystring: BatchQuery },
      documentedBody: CloudEventsBody,
      bodyLimit: BATCH_BODY_LIMIT,
      authorize: this.crossOrigin.requireScope('track'),
      handler: async (request, reply) => reply.code(202).send(await this.take(request)),
    });
  }

  private take(request: FastifyRequest): Promise<Accepted> {
    const { events, isBatch } = cloudEventsOf(request.headers, request.body);
    const sender = senderOf(request, this.options.trustedProxies);
    if (isBatch) return this.ingest.takeBatch(events.map(asEvent), sender, request.query as BatchOptions);
    const [only] = events;
    const read = rawEventOf(only);
    if (!read.ok) throw new ValidationProblem([read.refusal]);
    return this.ingest.takeSingle({ events: [read.value] }, sender);
  }
}

const asEvent = (value: unknown): unknown => {
  const read = rawEventOf(value);
  return read.ok ? read.value : new UnreadableEvent(read.refusal);
};
