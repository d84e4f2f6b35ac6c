import { randomUUID } from 'node:crypto';
import { eventually } from '@assay/testing';
import type { Answer, Call } from '../api.js';

export const PATIENCE = { timeoutMs: 180_000, intervalMs: 200 };
const UNREACHABLE = 503;

/** What is asked of a service that dies has no answer. */
export const unanswered = (): Answer => ({ status: 0, body: {} });

const isAnswered = ({ status }: Answer): boolean => status !== 0 && status !== UNREACHABLE;

/** Sends the same request, with the same key, until somebody is there to answer it. */
export function patient(call: Call): Call {
  return (path, body, options = {}) => {
    const headers = { 'idempotency-key': randomUUID(), ...options.headers };
    return eventually(async () => {
      const answer = await call<never>(path, body, { ...options, headers }).catch(unanswered);
      if (!isAnswered(answer)) throw new TypeError(`${path}: ${JSON.stringify(answer)}`);
      return answer as never;
    }, PATIENCE);
  };
}
