import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { UnprocessableProblem } from '../problems/http-problems.js';
import { ValidationProblem } from '../problems/validation.problem.js';

const LONGEST = 255;

/** What makes a request the same one as another, sent before. */
export interface Once {
  readonly idempotencyKey: string;
  /** What was asked for: another request under the same key is a mistake. */
  readonly request: Readonly<Record<'method' | 'url' | 'body', unknown>>;
}

/**
 * The `Idempotency-Key` of a request, or undefined.
 * @throws ValidationProblem for one that is empty or longer than 255 characters
 */
export function idempotencyKeyOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && header.length > 0 && header.length <= LONGEST) return header;
  throw new ValidationProblem([
    { path: 'Idempotency-Key', value: header, message: 'must be one key of 1 to 255 characters' },
  ]);
}

/**
 * What a request says about being sent again; undefined without an `Idempotency-Key`.
 * @throws ValidationProblem for a key that is empty or longer than 255 characters
 */
export function onceOf({ headers, method, url, body }: FastifyRequest): Once | undefined {
  const idempotencyKey = idempotencyKeyOf(headers['idempotency-key']);
  return idempotencyKey === undefined
    ? undefined
    : { idempotencyKey, request: { method, url, body: body ?? null } };
}

export const idempotencyKeyReused = (): UnprocessableProblem =>
  new UnprocessableProblem('IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key was sent with another request', {
    errors: [{ path: 'Idempotency-Key', message: 'must be a new one for a new request' }],
  });

/** Puts the header into the OpenAPI document of a route that has a parameter for it. */
export const documentsIdempotencyKey: ParameterDecorator = (target, name) => {
  const route = name === undefined ? undefined : Object.getOwnPropertyDescriptor(target, name);
  if (name === undefined || route === undefined) return;
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'With the same key the request is carried out once, however often it is sent.',
  })(target, name, route);
};

/** Parameter: the `Idempotency-Key` of the request; with the same one a command is carried out once. */
export const IdempotencyKey = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    idempotencyKeyOf(context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key']),
  [documentsIdempotencyKey],
);
