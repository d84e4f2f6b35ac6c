import type { Principal } from '@assay/auth';
import { CrossOrigin, principalOf, RouteAuthorizer } from '@assay/auth';
import type { AskedRequest } from '@assay/platform';
import { hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { sendAnswer } from '../answers/send-json.js';
import { ForcedVariants } from '../assign/forced-variants.js';
import { ConfigStore } from '../config/config-store.js';
import { OfrepEvaluator } from './ofrep-evaluator.js';
import { asOfrepRefusal, flagNotFound } from './ofrep-problems.js';
import { contextOf, EvaluationRequest } from './ofrep-request.js';

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
    private readonly authorizer: RouteAuthorizer,
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
      documentedBody: EvaluationRequest,
      refusalShape: asOfrepRefusal,
      authorize: this.crossOrigin.requireScope('evaluate'),
      handler: (request, reply) => sendAnswer(reply, this.answer(request, principalOf(request))),
      express: {
        authorize: this.authorizer.authorize('evaluate'),
        answer: (request, caller) => this.answer(request, caller),
      },
    });
  }

  private answer(request: AskedRequest, caller: Principal): string | Promise<string> {
    const { key } = request.params as { readonly key: string };
    const { unit, attributes } = contextOf(request.body, key);
    const config = this.config.table.of(caller.project);
    const definition = config.flag(key);
    if (definition === undefined) throw flagNotFound(key);
    const forced = this.forced.of(request, caller.project);
    const answer = this.evaluator.evaluate({ caller, config, unit, attributes, forced }, definition);
    return answer instanceof Promise ? answer.then(({ text }) => text) : answer.text;
  }
}
