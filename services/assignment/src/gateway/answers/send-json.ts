import type { FastifyReply } from 'fastify';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends JSON text that is there already. */
export const sendJson = (reply: FastifyReply, text: string): FastifyReply =>
  reply.header('content-type', JSON_TYPE).send(text);

/** Sends JSON text; waits only where there is something to wait for. */
export const sendJsonWhenThere = (
  reply: FastifyReply,
  text: string | Promise<string>,
): FastifyReply | Promise<FastifyReply> =>
  text instanceof Promise ? text.then((there) => sendJson(reply, there)) : sendJson(reply, text);
