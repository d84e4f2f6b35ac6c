import type { FastifyInstance } from 'fastify';
import { BadRequestProblem } from '../problems/http-problems.js';
import { shownValue } from '../problems/shown-value.js';

const NUL = '%00';

/** The part of an address that has it: a parameter by its name, or a segment of the path. */
function partWithNul(url: string): { readonly path: string; readonly value: string } {
  const [address = '', query = ''] = url.split('?', 2);
  const parameter = query.split('&').find((part) => part.includes(NUL));
  if (parameter === undefined) return { path: 'address', value: address };
  const [path = '', value = ''] = parameter.split('=', 2);
  return { path, value };
}

function hasNul(url: string): BadRequestProblem {
  const { path, value } = partWithNul(url);
  const errors = [{ path, value: shownValue(path, value), message: 'has a NUL character' }];
  return new BadRequestProblem('INVALID_TEXT', 'the address has a NUL character', { errors });
}

/**
 * Refuses addresses with a NUL character, as bodies are: no database stores it, so a parameter that has one would
 * fail far from its cause. Half a surrogate pair cannot occur: the router refuses what is not UTF-8.
 */
export function refuseNulInAddresses(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { url } = request;
    if (url.includes(NUL)) done(hasNul(url));
    else done();
  });
}
