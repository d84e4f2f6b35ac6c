import { ValidationProblem } from '@assay/platform';

/**
 * Whether a day lies in the period that is asked for; open where no end is named.
 * @throws ValidationProblem for a period that ends before it begins
 */
export function periodWithin({ from = '', to = '9999' }: { readonly from?: string; readonly to?: string }) {
  if (from > to)
    throw new ValidationProblem([{ path: 'from', value: from, message: `must not be after ${to}` }]);
  return (day: string): boolean => day >= from && day <= to;
}
