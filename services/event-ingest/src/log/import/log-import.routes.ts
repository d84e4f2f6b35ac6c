import { includesRole, principalOf, RouteAuthorizer } from '@assay/auth';
import { TOPICS } from '@assay/contracts';
import { ForbiddenProblem, hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LogImport } from './log-import.service.js';
import type { Imported } from './log-import.service.js';

const LARGEST_PIECE = 16 * 1024 * 1024;
const Piece = Type.String({ description: 'Messages as an export has them, one a line.' });
const Topic = Type.Union(Object.values(TOPICS).map(({ name }) => Type.Literal(name)));

/** Pieces of an export arrive as streams of lines. */
@Injectable()
export class LogImportRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly authorizer: RouteAuthorizer,
    private readonly imports: LogImport,
  ) {}

  onModuleInit(): void {
    // In a context of its own: there bodies arrive as they are sent, everywhere else as JSON.
    void this.host.httpAdapter.getInstance<FastifyInstance>().register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
      hotRoute(scope, {
        method: 'POST',
        url: '/api/v1/admin/services/event-ingest/topics/:topic/import',
        summary: 'A piece of an export, one message a line: into an empty system that waits for it.',
        schema: { params: Type.Object({ topic: Topic }) },
        documentedBody: Piece,
        bodyTypes: ['application/x-ndjson'],
        bodyLimit: LARGEST_PIECE,
        authorize: this.authorizer.requireScope('track'),
        handler: (request) => this.take(request),
      });
      done();
    });
  }

  private take(request: FastifyRequest): Promise<Imported> {
    const caller = principalOf(request);
    if (caller.kind !== 'person' || !includesRole(caller.role, 'admin'))
      throw new ForbiddenProblem('ROLE_REQUIRED', 'this needs a person with the role admin');
    const { topic } = request.params as { readonly topic: string };
    return this.imports.take(topic, request.body as AsyncIterable<Uint8Array>);
  }
}
