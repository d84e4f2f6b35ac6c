import type { RpcExceptionFilter } from '@nestjs/common';
import { Catch } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { throwError } from 'rxjs';

/**
 * Hands a handler's error on as it is. Nest's own filter replaces it with "Internal server error", and then nobody
 * could tell a database that is away from an event that cannot be handled.
 */
@Catch()
export class RawErrorFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
