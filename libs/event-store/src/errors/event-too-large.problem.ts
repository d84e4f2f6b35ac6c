import { TooLargeProblem } from '@assay/platform';

/** The log would refuse the event: it is not stored, or nothing behind it could be published. */
export class EventTooLargeProblem extends TooLargeProblem {
  constructor(stream: string, type: string, size: { readonly bytes: number; readonly limit: number }) {
    super(
      'EVENT_TOO_LARGE',
      `this makes a ${type} of ${String(size.bytes)} bytes in ${stream}; the log takes up to ${String(size.limit)}`,
    );
  }
}
