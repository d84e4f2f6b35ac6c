import { isTransientError } from '@assay/event-bus';
import { StoreHeldError, VersionConflictError } from '@assay/event-store';
import { ConflictProblem, Problem, UnavailableProblem } from '@assay/platform';
import { NotLiveError } from '../errors/index.js';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { catchError, throwError } from 'rxjs';

const RETRY = { headers: { 'retry-after': '2' } };

/** What says "not now" as the caller should see it; everything else stays what it is. */
export function asRefusal(error: unknown): unknown {
  if (error instanceof Problem) return error;
  if (error instanceof NotLiveError)
    return new UnavailableProblem('READ_MODEL_NOT_READY', error.message, { ...RETRY, cause: error });
  if (error instanceof StoreHeldError)
    return new UnavailableProblem(error.code, error.message, { ...RETRY, cause: error });
  if (isTransientError(error))
    return new UnavailableProblem('STORE_UNAVAILABLE', 'the database is not available now', {
      ...RETRY,
      cause: error,
    });
  if (error instanceof VersionConflictError)
    return new ConflictProblem('CONCURRENT_CHANGES', `${error.message}; try again`, {
      ...RETRY,
      cause: error,
    });
  return error;
}

/** Answers of the commands and queries while the database is away or contended: 503 and 409, never 500. */
@Injectable()
export class AvailabilityInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => asRefusal(error))));
  }
}
