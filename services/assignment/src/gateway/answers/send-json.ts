import type { ExpressAnswer } from '@assay/platform';
import type { FastifyReply } from 'fastify';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends JSON text that is there already. */
export const sendJson = (reply: FastifyReply, text: string): FastifyReply =>
  reply.header('content-type', JSON_TYPE).send(text);

function send(reply: FastifyReply, answer: ExpressAnswer): FastifyReply {
  if (typeof answer === 'string') return sendJson(reply, answer);
  const { status, headers, text } = answer;
  reply.code(status).headers(headers);
  return status === 304 ? reply.send() : sendJson(reply, text);
}

/** Sends an answer by the framework's way; waits only where there is something to wait for. */
export const sendAnswer = (
  reply: FastifyReply,
  answer: ExpressAnswer | Promise<ExpressAnswer>,
): FastifyReply | Promise<FastifyReply> =>
  answer instanceof Promise ? answer.then((there) => send(reply, there)) : send(reply, answer);
