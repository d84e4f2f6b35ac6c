import type { ConnectionOptions } from '../../connection/connection-options.js';

/** What is explained, and as of when. */
export interface ExplainOptions extends ConnectionOptions {
  readonly experiment?: string;
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}
