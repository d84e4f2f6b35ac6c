import { StoreUnavailableError, VersionConflictError } from '@assay/event-store';
import { UnavailableProblem } from '@assay/platform';
import { NotLiveError } from '../errors/index.js';
import type { Observable } from 'rxjs';
import { lastValueFrom, of, throwError } from 'rxjs';
import { asRefusal, AvailabilityInterceptor } from './availability.interceptor.js';

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('what a caller sees', () => {
  it.each([
    ['a database that is away', refused],
    ['a store that is away', new StoreUnavailableError('append', refused)],
  ])('of %s is 503, to be tried again', (_, error) => {
    expect(asRefusal(error)).toMatchObject({
      status: 503,
      code: 'STORE_UNAVAILABLE',
      headers: { 'retry-after': '2' },
    });
  });

  it('of tables that are being created is 503, and says which', () => {
    expect(asRefusal(new NotLiveError('any', 1, undefined))).toMatchObject({
      status: 503,
      code: 'READ_MODEL_NOT_READY',
      detail: 'version 1 of projection any is not live; none is',
      headers: { 'retry-after': '2' },
    });
  });

  it('of a problem stays that problem, whatever caused it', () => {
    const problem = new UnavailableProblem('LOG_UNAVAILABLE', 'send it again', { cause: refused });
    expect(asRefusal(problem)).toBe(problem);
  });

  it('of too many writers at once is 409', () => {
    const conflict = Object.create(VersionConflictError.prototype) as VersionConflictError;
    expect(asRefusal(conflict)).toMatchObject({ status: 409, code: 'CONCURRENT_CHANGES' });
  });

  it('of a surprise stays a surprise', async () => {
    const surprise = new TypeError('x is not a function');
    const interceptor = new AvailabilityInterceptor();
    const answer = (handle: () => Observable<unknown>) =>
      lastValueFrom(interceptor.intercept({} as never, { handle }));
    await expect(answer(() => throwError(() => surprise))).rejects.toBe(surprise);
    await expect(answer(() => of('fine'))).resolves.toBe('fine');
  });
});
