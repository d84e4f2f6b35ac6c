import { CrossOrigin, principalOf, RoleRequiredProblem } from '@assay/auth';
import type { Clock } from '@assay/platform';
import { asOfIn, CLOCK, hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendJson } from '../answers/send-json.js';
import { available } from '../../problems/available.js';
import type { ConfigTable } from './config-table.js';
import { configText } from './config-text.js';
import { ConfigStore } from './config-store.js';
import { PastConfig } from './past-config.js';
import type { ProjectConfig } from './project-config.js';

const URL = '/api/v1/config';

/** The compiled definitions of a project, for clients that evaluate by themselves. */
@Injectable()
export class ConfigRoutes implements OnModuleInit {
  private readonly texts = new WeakMap<ProjectConfig, { readonly tag: string; readonly text: string }>();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly crossOrigin: CrossOrigin,
    private readonly config: ConfigStore,
    private readonly past: PastConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    this.crossOrigin.registerPreflight(fastify, URL, 'GET');
    hotRoute(fastify, {
      method: 'GET',
      url: URL,
      summary:
        'The compiled definitions of the project, for evaluation in the client; `asOf`: those of then, for people.',
      schema: { querystring: { type: 'object', properties: { asOf: {} } } },
      authorize: this.crossOrigin.requireScope('evaluate'),
      handler: (request, reply) => {
        const instant = asOfIn(request.query, this.clock.now());
        return instant === undefined
          ? this.answer(request, reply, this.config.table)
          : this.answerPast(request, reply, instant);
      },
    });
  }

  /** A key in a page is anybody's, and each instant costs a reading of the log: only people ask for the past. */
  private async answerPast(
    request: FastifyRequest,
    reply: FastifyReply,
    instant: number,
  ): Promise<FastifyReply> {
    const caller = principalOf(request);
    if (caller.kind !== 'person') throw new RoleRequiredProblem('viewer', caller);
    return this.answer(request, reply, await available(() => this.past.at(instant)));
  }

  private answer(request: FastifyRequest, reply: FastifyReply, table: ConfigTable): FastifyReply {
    const config = table.of(principalOf(request).project);
    const tag = `"${config.tag}"`;
    reply.header('etag', tag).header('cache-control', 'no-cache');
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
    return sendJson(reply, this.textOf(config));
  }

  private textOf(config: ProjectConfig): string {
    const known = this.texts.get(config);
    if (known?.tag === config.tag) return known.text;
    const text = configText(config);
    this.texts.set(config, { tag: config.tag, text });
    return text;
  }
}
