import { hash } from 'node:crypto';
import type { Principal } from '@assay/auth';
import { CrossOrigin, principalOf, RouteAuthorizer } from '@assay/auth';
import type { AskedRequest, ExpressAnswer } from '@assay/platform';
import { hotRoute } from '@assay/platform';
import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { sendAnswer } from '../answers/send-json.js';
import { ForcedVariants } from '../assign/forced-variants.js';
import { ConfigStore } from '../config/config-store.js';
import { StreamTokens } from '../stream/stream-tokens.js';
import { OFREP_STREAM_URL } from '../stream/stream-urls.js';
import type { OfrepQuestion, OfrepText } from './ofrep-evaluator.js';
import { OfrepEvaluator } from './ofrep-evaluator.js';
import { asOfrepRefusal } from './ofrep-problems.js';
import { contextOf, EvaluationRequest } from './ofrep-request.js';

const URL = '/ofrep/v1/evaluate/flags';
const TAG_LENGTH = 22;

/**
 * The evaluation of all flags for one context, by the OpenFeature Remote Evaluation Protocol. The entity tag stands
 * for the definitions and the context together: the same tag, the same answer.
 * @see https://github.com/open-feature/protocol/blob/main/service/openapi.yaml
 */
@Injectable()
export class OfrepBulkRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly crossOrigin: CrossOrigin,
    private readonly authorizer: RouteAuthorizer,
    private readonly config: ConfigStore,
    private readonly evaluator: OfrepEvaluator,
    private readonly tokens: StreamTokens,
    private readonly forced: ForcedVariants,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    this.crossOrigin.registerPreflight(fastify, URL, 'POST');
    hotRoute(fastify, {
      method: 'POST',
      url: URL,
      summary: 'Evaluates all flags for one context (OpenFeature Remote Evaluation Protocol).',
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

  private answer(request: AskedRequest, caller: Principal): ExpressAnswer | Promise<ExpressAnswer> {
    const context = contextOf(request.body);
    const config = this.config.table.of(caller.project);
    const forced = this.forced.of(request, caller.project);
    const etag = `"${config.tag}.${fingerprint([context.attributes, forced])}"`;
    if (isKnown(request.headers['if-none-match'], etag)) return { status: 304, headers: { etag }, text: '' };
    const answers = this.evaluateAll({ caller, config, forced, ...context });
    const bulk = (texts: readonly OfrepText[]): ExpressAnswer => {
      const text = this.bodyOf(texts, caller, config.tag);
      // What is provisional may be another answer a moment later.
      return texts.some(({ isProvisional }) => isProvisional)
        ? text
        : { status: 200, headers: { etag }, text };
    };
    return answers instanceof Promise ? answers.then(bulk) : bulk(answers);
  }

  private evaluateAll(question: OfrepQuestion): readonly OfrepText[] | Promise<readonly OfrepText[]> {
    const answers = question.config
      .flags()
      .map((definition) => this.evaluator.evaluate(question, definition));
    return answers.every(isThere) ? answers : Promise.all(answers.map(async (answer) => answer));
  }

  private bodyOf(texts: readonly OfrepText[], caller: Principal, version: string): string {
    let flags = '';
    for (const { text } of texts) flags += flags === '' ? text : `,${text}`;
    return `{"flags":[${flags}],"metadata":{"version":"${version}"}${this.streams(caller)}}`;
  }

  /** Where changes are told. A stream sends no headers of its own, so its address carries who listens. */
  private streams(caller: Principal): string {
    const token = this.tokens.issue(caller);
    if (token === undefined) return '';
    const requestUri = `${OFREP_STREAM_URL}?token=${token}`;
    return `,"eventStreams":${JSON.stringify([{ type: 'sse', endpoint: { requestUri }, inactivityDelaySec: 120 }])}`;
  }
}

const fingerprint = (asked: unknown): string =>
  hash('sha256', JSON.stringify(asked), 'base64url').slice(0, TAG_LENGTH);

const isThere = (answer: OfrepText | Promise<OfrepText>): answer is OfrepText => !(answer instanceof Promise);

const isKnown = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag));
