import { BadRequestException, HttpException } from '@nestjs/common';
import {
  ConflictProblem,
  joined,
  pointerPath,
  problemDocument,
  problemOf,
  shownValue,
  validationProblem,
  ValidationProblem,
} from '../src/index.js';

const httpError = (code: string, statusCode: number): Error =>
  Object.assign(new Error('as the HTTP layer says it'), { code, statusCode });

describe('problemOf', () => {
  it('keeps a problem as it is', () => {
    const problem = new ConflictProblem('EXPERIMENT_RUNNING', 'experiment "a" is running');
    expect(problemOf(problem)).toBe(problem);
  });

  it.each([
    [new BadRequestException('no'), 400, 'BAD_REQUEST'],
    [new HttpException('slow down', 429), 429, 'TOO_MANY_REQUESTS'],
    [httpError('FST_ERR_CTP_BODY_TOO_LARGE', 413), 413, 'BODY_TOO_LARGE'],
    [httpError('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [httpError('FST_ERR_CTP_INVALID_CONTENT_LENGTH', 400), 400, 'INVALID_CONTENT_LENGTH'],
    [httpError('FST_ERR_BAD_URL', 400), 400, 'BAD_REQUEST'],
    [httpError('FST_ERR_REOPENED_SERVER', 503), 503, 'UNAVAILABLE'],
    [httpError('FST_ERR_SEND_INSIDE_ONERR', 500), 500, 'INTERNAL_ERROR'],
    [new TypeError('secret details'), 500, 'INTERNAL_ERROR'],
    ['text', 500, 'INTERNAL_ERROR'],
  ])('maps %s to %i %s', (error, status, code) => {
    expect(problemOf(error)).toMatchObject({ status, code });
  });

  it('tells nothing of a surprise', () => {
    expect(problemOf(new TypeError('secret details')).detail).not.toContain('secret');
  });

  it('names the limit that a body exceeds', () => {
    const problem = problemOf(httpError('FST_ERR_CTP_BODY_TOO_LARGE', 413), { bodyLimit: 102_400 });
    expect(problem.detail).toBe('the body is larger than the limit of 102400 bytes');
  });
});

describe('problemDocument', () => {
  it('is an RFC 9457 document with code, errors and extensions', () => {
    const problem = new ConflictProblem('NOT_ELIGIBLE', 'two checks fail', {
      errors: [{ path: 'a', message: 'b' }],
      extensions: { checks: [1] },
    });
    expect(problemDocument(problem, 'urn:uuid:1')).toEqual({
      type: 'urn:assay:problem:not-eligible',
      title: 'Conflict',
      status: 409,
      code: 'NOT_ELIGIBLE',
      detail: 'two checks fail',
      instance: 'urn:uuid:1',
      errors: [{ path: 'a', message: 'b' }],
      checks: [1],
    });
  });
});

describe('validationProblem', () => {
  it('names each field by its path, with value and rule', () => {
    const problem = validationProblem([
      {
        property: 'variants',
        children: [
          {
            property: '1',
            children: [{ property: 'weight', value: -1, constraints: { isPositive: 'must be positive' } }],
          },
        ],
      },
      {
        property: 'colour',
        value: 'red',
        constraints: { whitelistValidation: 'property colour should not exist' },
      },
    ]);
    expect(problem.errors).toEqual([
      { path: 'variants[1].weight', value: -1, message: 'must be positive' },
      { path: 'colour', value: 'red', message: 'is not a known field' },
    ]);
    expect(problem.detail).toBe('variants[1].weight: must be positive (and 1 more)');
  });

  it('lists a bounded number of errors', () => {
    const errors = Array.from({ length: 60 }, (_, at) => ({ path: `f${String(at)}`, message: 'is wrong' }));
    expect(new ValidationProblem(errors).errors).toHaveLength(50);
  });
});

describe('what a problem shows', () => {
  it.each([
    ['weight', -1, -1],
    ['weight', Number.POSITIVE_INFINITY, 'Infinity'],
    ['name', 'x'.repeat(300), `${'x'.repeat(200)}…`],
    ['clientSecret', 'hunter2', '[hidden]'],
    ['list', Array.from({ length: 11 }, () => 0), 'array of 11'],
    ['config', { a: 1 }, { a: 1 }],
    ['config', { a: 'x'.repeat(300) }, 'object of 308 characters'],
    ['config', null, null],
  ])('%s', (path, value, shown) => {
    expect(shownValue(path, value)).toEqual(shown);
  });

  it('paths', () => {
    expect(joined('', 'events')).toBe('events');
    expect(pointerPath('/events/3/a~1b')).toBe('events[3].a/b');
    expect(pointerPath('')).toBe('');
  });
});
