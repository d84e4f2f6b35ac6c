import type { Principal } from '@assay/auth';
import { principalOf, RouteAuthorizer } from '@assay/auth';
import { ForbiddenProblem, hotRoute, idempotencyKeyOf, KEY } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { lineReaderOf, MEMBER_TYPES } from './members/member-lines.js';
import { readMembers } from './members/read-members.js';
import type { SegmentView } from './segments.service.js';
import { SegmentsService } from './segments.service.js';

const LARGEST_UPLOAD = 256 * 1024 * 1024;
const KEY_TEXT = Type.String({ pattern: KEY.source });
const HASH = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Members = Type.String({
  description:
    'A text or a number on each line, or an object with one as "member"; of CSV, the first column.',
});
const strict = { additionalProperties: false };
const Described = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    attribute: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  strict,
);

/** Editors are people; keys of client applications change no definitions. */
function editorOf(request: FastifyRequest): Principal {
  const caller = principalOf(request);
  if (caller.kind === 'person') return caller;
  throw new ForbiddenProblem('ROLE_REQUIRED', 'this needs a person with the role editor, not an API key');
}

/** Hashes of units say whether somebody is in a list: they are for servers, not for whoever reads a page. */
function serverOf(request: FastifyRequest): Principal {
  const caller = principalOf(request);
  if (caller.kind === 'person' || caller.origins === undefined) return caller;
  throw new ForbiddenProblem(
    'KEY_IS_FOR_PAGES',
    'this key names origins, so it stands in pages: lists of members are for keys of servers',
  );
}

/** Large lists: sent as a stream, fetched by their hash. */
@Injectable()
export class SegmentRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly authorizer: RouteAuthorizer,
    private readonly segments: SegmentsService,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    // In a context of its own: there bodies arrive as they are sent, everywhere else as JSON.
    fastify.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
      this.upload(scope);
      done();
    });
    this.download(fastify);
  }

  private upload(scope: FastifyInstance): void {
    hotRoute(scope, {
      method: 'POST',
      url: '/api/v1/admin/segments/:segment/members',
      summary: 'Who belongs to a segment, one a line (NDJSON or CSV, up to 1,000,000).',
      schema: { params: Type.Object({ segment: KEY_TEXT }), querystring: Described },
      documentedBody: Members,
      bodyTypes: MEMBER_TYPES,
      bodyLimit: LARGEST_UPLOAD,
      authorize: this.authorizer.requireScope('track'),
      handler: (request, reply) => this.define(request, reply),
    });
  }

  private download(fastify: FastifyInstance): void {
    hotRoute(fastify, {
      method: 'GET',
      url: '/api/v1/config/segments/:hash',
      summary: 'A list of members by its hash: sorted 64-bit hashes, for evaluation elsewhere.',
      schema: { params: Type.Object({ hash: HASH }) },
      authorize: this.authorizer.requireScope('evaluate'),
      handler: async (request, reply) => {
        const { hash } = request.params as { readonly hash: string };
        const content = await this.segments.content(serverOf(request), hash);
        reply
          .header('cache-control', 'private, max-age=31536000, immutable')
          .type('application/octet-stream');
        return reply.send(Buffer.from(content));
      },
    });
  }

  private async define(request: FastifyRequest, reply: FastifyReply): Promise<SegmentView> {
    const who = editorOf(request);
    const memberOf = lineReaderOf(request.headers['content-type']);
    const list = await readMembers(request.body as AsyncIterable<Uint8Array>, memberOf);
    const { segment: key } = request.params as { readonly segment: string };
    const idempotencyKey = idempotencyKeyOf(request.headers['idempotency-key']);
    const described = { ...(request.query as object), key, idempotencyKey };
    const view = await this.segments.defineList(who, described, list);
    reply.status(201);
    return view;
  }
}
