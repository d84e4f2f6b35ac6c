import type { ProblemOptions } from './problem.js';
import { Problem } from './problem.js';

/** 400: the request cannot be understood. */
export class BadRequestProblem extends Problem {
  readonly status = 400;
  readonly title = 'Bad request';
}

/** 401: nobody is known to be calling. */
export class UnauthorizedProblem extends Problem {
  readonly status = 401;
  readonly title = 'Not authenticated';
}

/** 403: whoever calls may not do this. */
export class ForbiddenProblem extends Problem {
  readonly status = 403;
  readonly title = 'Not allowed';
}

/** 404: there is no such thing. */
export class NotFoundProblem extends Problem {
  readonly status = 404;
  readonly title = 'Not found';
}

/** 405: the path exists, with other methods. */
export class MethodNotAllowedProblem extends Problem {
  readonly status = 405;
  readonly title = 'Method not allowed';
}

/** 409: the state does not allow the command. */
export class ConflictProblem extends Problem {
  readonly status = 409;
  readonly title = 'Conflict';
}

/** 412: the caller decided on a version that is no longer the current one. */
export class PreconditionFailedProblem extends Problem {
  readonly status = 412;
  readonly title = 'Precondition failed';
}

/** 413: larger than what is taken at once. */
export class TooLargeProblem extends Problem {
  readonly status = 413;
  readonly title = 'Too large';
}

/** 415: not a media type that is read here. */
export class UnsupportedMediaTypeProblem extends Problem {
  readonly status = 415;
  readonly title = 'Unsupported media type';
}

/** 422: understood, and against a rule. */
export class UnprocessableProblem extends Problem {
  readonly status = 422;
  readonly title = 'Unprocessable';
}

/** 429: too many of them; the caller should slow down. */
export class TooManyRequestsProblem extends Problem {
  readonly status = 429;
  readonly title = 'Too many requests';
}

/** 503: not now; the caller should try again. */
export class UnavailableProblem extends Problem {
  readonly status = 503;
  readonly title = 'Unavailable';
}

/** A status that has no class of its own, from the HTTP layer. */
export class HttpProblem extends Problem {
  readonly title: string;
  constructor(
    readonly status: number,
    code: string,
    detail: string,
    options?: ProblemOptions,
  ) {
    super(code, detail, options);
    this.title = status >= 500 ? 'Internal error' : 'Request refused';
  }
}
