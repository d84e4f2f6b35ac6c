import { HttpException } from '@nestjs/common';
import {
  BadRequestProblem,
  HttpProblem,
  TooLargeProblem,
  UnavailableProblem,
  UnsupportedMediaTypeProblem,
} from './http-problems.js';
import { Problem } from './problem.js';

/** What of the request helps to describe an error of the HTTP layer. */
export interface RequestFacts {
  readonly bodyLimit?: number;
  readonly contentType?: string;
}

interface HttpLayerError {
  readonly code: string;
  readonly statusCode: number;
  readonly message: string;
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'NOT_AUTHENTICATED',
  403: 'NOT_ALLOWED',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  409: 'CONFLICT',
  413: 'BODY_TOO_LARGE',
  414: 'URI_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};

const codeOf = (status: number): string => CODES[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR');

/**
 * What does the caller see of this error? Refusals as they are, errors of the HTTP layer under stable codes, and
 * of surprises nothing but that there was one.
 */
export function problemOf(error: unknown, facts: RequestFacts = {}): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException)
    return new HttpProblem(error.getStatus(), codeOf(error.getStatus()), error.message);
  if (isHttpLayerError(error)) return httpLayerProblem(error, facts);
  return new HttpProblem(500, 'INTERNAL_ERROR', 'something went wrong here; it has been logged');
}

const isHttpLayerError = (error: unknown): error is HttpLayerError =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('FST_') &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  (error.statusCode < 500 || error.statusCode === 503);

function httpLayerProblem(error: HttpLayerError, facts: RequestFacts): Problem {
  const limit = facts.bodyLimit === undefined ? '' : ` of ${String(facts.bodyLimit)} bytes`;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new TooLargeProblem('BODY_TOO_LARGE', `the body is larger than the limit${limit}`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new UnsupportedMediaTypeProblem(
        'UNSUPPORTED_MEDIA_TYPE',
        `content type ${facts.contentType ?? '(none)'} is not read here; send application/json`,
      );
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new BadRequestProblem(
        'INVALID_CONTENT_LENGTH',
        'the body is not as long as Content-Length says',
      );
    default:
      return error.statusCode === 503
        ? new UnavailableProblem('UNAVAILABLE', 'the service is stopping', {
            headers: { 'retry-after': '5' },
          })
        : new HttpProblem(error.statusCode, codeOf(error.statusCode), error.message);
  }
}
