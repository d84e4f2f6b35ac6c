import type { FlagErrorCode, FlagFailure, FlagOutcome, ServedFlag } from '../flag/flag-details.js';
import { failure } from '../flag/flag-details.js';
import type { Answer } from '../http/gateway.js';
import { problemIn } from '../http/refusal.js';

/** One flag in an answer of the remote evaluation protocol: evaluated, or not. */
export type RemoteFlag =
  ServedFlag | { readonly key: string; readonly errorCode: FlagErrorCode; readonly errorDetails?: string };

export const outcomeOf = (flag: RemoteFlag): FlagOutcome =>
  'errorCode' in flag ? failure(flag.errorCode, flag.errorDetails ?? flag.errorCode) : flag;

/** What the protocol calls wrong with the question; undefined where the gateway itself was in trouble. */
export function questionProblem({ status, text }: Answer): FlagFailure | undefined {
  const { errorCode, detail } = problemIn(text);
  if ((status !== 400 && status !== 404) || errorCode === undefined) return undefined;
  return failure(errorCode as FlagErrorCode, detail ?? errorCode);
}

export const stale = (outcome: FlagOutcome): FlagOutcome =>
  'errorCode' in outcome ? outcome : { ...outcome, reason: 'STALE' };
