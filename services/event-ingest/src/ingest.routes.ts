import { CrossOrigin } from '@assay/auth';
import { BATCH_BODY_LIMIT, hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { senderOf } from './access/sender.js';
import { registerBodyParsers } from './body/body-parsers.js';
import { CloudEventsRoutes } from './cloud-events/cloud-events.routes.js';
import { BatchBody } from './event/raw-event.js';
import type { IngestOptions } from './ingest-options.js';
import { INGEST_OPTIONS } from './ingest-options.js';
import { BatchQuery, KeyQuery } from './ingest-queries.js';
import type { BatchOptions } from './ingest.service.js';
import { IngestService } from './ingest.service.js';
import { TrackedEvent } from './track/tracked-event.js';

/** Route of the older API by the interaction it records. */
const TRACKED = {
  impression: 'track-impression',
  click: 'track-click',
  add_to_cart: 'track-add-to-cart',
  purchase: 'track-purchase',
} as const;

/** The hot routes: registered on the HTTP server itself, without controllers and pipes. */
@Injectable()
export class IngestRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly crossOrigin: CrossOrigin,
    private readonly ingest: IngestService,
    private readonly cloudEvents: CloudEventsRoutes,
    @Inject(INGEST_OPTIONS) private readonly options: IngestOptions,
  ) {}

  onModuleInit(): void {
    // A scope of its own: bodies that are read here are refused everywhere else.
    void this.host.httpAdapter.getInstance<FastifyInstance>().register((scope, _options, done) => {
      registerBodyParsers(scope);
      this.registerBatch(scope);
      this.cloudEvents.register(scope);
      for (const [name, path] of Object.entries(TRACKED)) this.registerTracked(scope, name, path);
      done();
    });
  }

  private registerBatch(scope: FastifyInstance): void {
    const url = '/api/v1/events';
    this.crossOrigin.registerPreflight(scope, url, 'POST');
    hotRoute(scope, {
      method: 'POST',
      url,
      summary: 'Takes 1 to 1,000 events: exposures, outcomes and interactions.',
      schema: { querystring: BatchQuery },
      documentedBody: BatchBody,
      bodyLimit: BATCH_BODY_LIMIT,
      authorize: this.crossOrigin.requireScope('track'),
      handler: async (request, reply) => {
        const options = request.query as BatchOptions;
        return reply
          .code(202)
          .send(
            await this.ingest.takeBatch(
              request.body,
              senderOf(request, this.options.trustedProxies),
              options,
            ),
          );
      },
    });
  }

  private registerTracked(scope: FastifyInstance, name: string, path: string): void {
    const url = `/api/v1/experiments/${path}`;
    this.crossOrigin.registerPreflight(scope, url, 'POST');
    hotRoute(scope, {
      method: 'POST',
      url,
      summary: `Takes one ${name}.`,
      schema: { body: TrackedEvent, querystring: KeyQuery },
      authorize: this.crossOrigin.requireScope('track'),
      handler: async (request, reply) => {
        const tracked = request.body as TrackedEvent;
        return reply
          .code(202)
          .send(await this.ingest.takeOne(name, tracked, senderOf(request, this.options.trustedProxies)));
      },
    });
  }
}
