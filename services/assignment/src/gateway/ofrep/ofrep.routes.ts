import { CrossOrigin, principalOf } from '@assay/auth';
import { hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendJsonWhenThere } from '../answers/send-json.js';
import { ForcedVariants } from '../assign/forced-variants.js';
import { ConfigStore } from '../config/config-store.js';
import { OfrepEvaluator } from './ofrep-evaluator.js';
import { flagNotFound } from './ofrep-problems.js';
import { contextOf } from './ofrep-request.js';

const URL = '/ofrep/v1/evaluate/flags/:key';

/**
 * The evaluation of one flag, an experiment or a rollout, by the OpenFeature Remote Evaluation Protocol.
 * @see https://github.com/open-feature/protocol/blob/main/service/openapi.yaml
 */
@Injectable()
export class OfrepRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly crossOrigin: CrossOrigin,
    private readonly config: ConfigStore,
    private readonly evaluator: OfrepEvaluator,
    private readonly forced: ForcedVariants,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    this.crossOrigin.registerPreflight(fastify, URL, 'POST');
    hotRoute(fastify, {
      method: 'POST',
      url: URL,
      summary: 'Evaluates one flag (OpenFeature Remote Evaluation Protocol).',
      authorize: this.crossOrigin.requireScope('evaluate'),
      handler: (request, reply) => sendJsonWhenThere(reply, this.answer(request)),
    });
  }

  private answer(request: FastifyRequest): string | Promise<string> {
    const { key } = request.params as { readonly key: string };
    const { unit, attributes } = contextOf(request.body, key);
    const caller = principalOf(request);
    const config = this.config.table.of(caller.project);
    const definition = config.flag(key);
    if (definition === undefined) throw flagNotFound(key);
    const forced = this.forced.of(request, caller.project);
    const answer = this.evaluator.evaluate({ caller, config, unit, attributes, forced }, definition);
    return answer instanceof Promise ? answer.then(({ text }) => text) : answer.text;
  }
}
