import type { FastifyReply, FastifyRequest } from 'fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { sendProblem } from '../problems/send-problem.js';
import { DEFAULT_BODY_LIMIT } from './body-parser.js';
import { answerMalformed } from './malformed-request.js';
import { shapedRefusal } from './express/shaped-refusal.js';
import { refusalShapeAt } from './refusal-shapes.js';

const LONGEST_PARAMETER = 1000;

/** Nest's Fastify adapter, which hands errors of the HTTP layer on as they are: the filter knows their codes. */
export class ProblemAdapter extends FastifyAdapter {
  constructor() {
    super({
      bodyLimit: DEFAULT_BODY_LIMIT,
      clientErrorHandler: answerMalformed,
      // A name of 100 characters outside ASCII is several times as long in an address.
      routerOptions: { maxParamLength: LONGEST_PARAMETER },
      // What the router refuses (a malformed address) never reaches the error handler.
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        const shape = refusalShapeAt(request.server, request.url);
        const refusal = shapedRefusal(error, shape, { params: {}, facts: {} });
        void sendProblem(refusal, request, reply, () => undefined);
      },
    });
  }

  override mapException(error: unknown): unknown {
    return error;
  }
}
