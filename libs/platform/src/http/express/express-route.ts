import type { FastifyRequest } from 'fastify';
import type { Problem } from '../../problems/problem.js';

/** A request as a handler sees it, whichever way it came. */
export type AskedRequest = Pick<FastifyRequest, 'headers' | 'params' | 'query' | 'body'>;

/** Says who calls, or why that caller is not let through; asked before the body is read. */
export type Authorize<Caller> = (
  request: Pick<FastifyRequest, 'headers' | 'ip'>,
  done: (refusal: Error | undefined, caller?: Caller) => void,
) => void;

/** An answer with headers of its own; 304 has no text. */
export interface ExpressReply {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A JSON text, with or without headers of its own. */
export type ExpressAnswer = string | ExpressReply;

/** What the lane has to know of a route beside its address: how its answers are made. */
export interface ExpressHandler<Caller = unknown> {
  readonly authorize: Authorize<Caller>;
  readonly answer: (request: AskedRequest, caller: Caller) => ExpressAnswer | Promise<ExpressAnswer>;
}

/**
 * What the refusals of a route look like, where a protocol has members of its own for them.
 * @param params of the address
 */
export type RefusalShape = (problem: Problem, params: unknown) => Problem;

/** A POST route of the lane. */
export interface ExpressRoute<Caller = unknown> extends ExpressHandler<Caller> {
  /** A fixed address, or one whose last part is a parameter: `/flags/:key`. */
  readonly url: string;
  /** What is wrong with a body, if anything. */
  readonly refusalOf?: ((body: unknown) => Error | undefined) | undefined;
  readonly refusalShape?: RefusalShape | undefined;
}
