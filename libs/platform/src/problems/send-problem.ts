import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../time/ids.js';
import { dropBody } from './drop-body.js';
import { problemDocument, PROBLEM_MEDIA_TYPE } from './problem-document.js';
import { problemOf } from './problem-of.js';

/** Called with what nobody expected, and the id under which the caller was told of it. */
export type SurpriseLog = (error: unknown, instance: string) => void;

/** Answers a request with the problem that the error stands for. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  onSurprise: SurpriseLog,
): FastifyReply {
  const contentType = request.headers['content-type'];
  const problem = problemOf(error, {
    bodyLimit: request.routeOptions.bodyLimit,
    ...(contentType === undefined ? {} : { contentType }),
  });
  const instance = problem.status === 500 ? `urn:uuid:${newId()}` : undefined;
  if (instance !== undefined) onSurprise(error, instance);
  reply.code(problem.status).headers({ ...problem.headers, 'content-type': PROBLEM_MEDIA_TYPE });
  const document = JSON.stringify(problemDocument(problem, instance));
  // A request that never had a socket (injected in tests) has its body complete.
  if (request.raw.complete !== false) return reply.send(document);
  void dropBody(request.raw).then((isWhole) => {
    if (isWhole) reply.removeHeader('connection');
    return reply.send(document);
  });
  return reply;
}
