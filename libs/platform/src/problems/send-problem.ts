import type { FastifyReply, FastifyRequest } from 'fastify';
import { dropBody } from './drop-body.js';
import type { SurpriseLog } from './problem-answer.js';
import { problemAnswer } from './problem-answer.js';
import type { RequestFacts } from './problem-of.js';

/** What of a request helps to describe an error of the HTTP layer. */
export function factsOf({ headers, routeOptions }: FastifyRequest): RequestFacts {
  const contentType = headers['content-type'];
  return {
    bodyLimit: routeOptions.bodyLimit,
    ...(contentType === undefined ? {} : { contentType }),
  };
}

/** Answers a request with the problem that the error stands for. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  onSurprise: SurpriseLog,
): FastifyReply {
  const { status, headers, text } = problemAnswer(error, factsOf(request), onSurprise);
  reply.code(status).headers(headers);
  // A request that never had a socket (injected in tests) has its body complete.
  if (request.raw.complete !== false) return reply.send(text);
  void dropBody(request.raw).then((isWhole) => {
    if (isWhole) reply.removeHeader('connection');
    return reply.send(text);
  });
  return reply;
}
