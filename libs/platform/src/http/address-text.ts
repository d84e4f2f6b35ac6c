import type { FastifyInstance } from 'fastify';
import { BadRequestProblem } from '../problems/http-problems.js';

const NUL = '%00';

/**
 * Refuses addresses with a NUL character, as bodies are: no database stores it, so a parameter that has one would
 * fail far from its cause. Half a surrogate pair cannot occur: the router refuses what is not UTF-8.
 */
export function refuseNulInAddresses(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { url } = request;
    if (url.includes(NUL)) done(new BadRequestProblem('INVALID_TEXT', 'the address has a NUL character'));
    else done();
  });
}
