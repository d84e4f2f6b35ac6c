import type { Limit } from '../limit.js';

export interface LoanRequest {
  readonly name: string;
  readonly limit: Limit;
  /** How many are waited for now. */
  readonly wanted: number;
  /** Unspent tokens of an earlier loan. */
  readonly back: number;
}

/** Tokens to be spent here; none of them mean that the bucket is empty for a while. */
export interface Loan {
  readonly tokens: number;
  /** Until there is another token, milliseconds; 0 while there are some. */
  readonly waitMs: number;
}

/** Keeps the buckets that all processes share, and lends out of them. */
export interface Lender {
  /** Undefined when it cannot be asked. Never throws, and never takes longer than its timeout. */
  borrow(request: LoanRequest): Promise<Loan | undefined>;
}
