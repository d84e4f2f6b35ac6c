import type { LookupAddress } from 'node:dns';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { NetworkRules } from './checked-address.js';
import { checkedAddress } from './checked-address.js';
import { SendError, TargetRefusedError, TargetUnreachableError } from './send-error.js';

const TIMEOUT_MS = 5_000;
const LARGEST_ANSWER = 64 * 1024;
const AGAIN_LATER = new Set([408, 425, 429]);

export interface Posted {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends JSON to an address that others chose, and takes nothing but "yes" for an answer: to an allowed address only, to
 * the very one that was checked, no redirects, 5 s for everything, 64 KB of an answer at most.
 * @throws TargetForbiddenError, TargetUnreachableError, TargetRefusedError
 */
export async function guardedPost(
  posted: Posted,
  rules: NetworkRules,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  const asked = checkedAddress(posted.url, rules).then((address) => sent(posted, address, signal));
  const answer = await inTime(asked, signal).catch((error: unknown) => {
    throw error instanceof SendError ? error : unreachable(posted.url, error);
  });
  if (answer >= 200 && answer < 300) return;
  const isPermanent = answer < 500 && !AGAIN_LATER.has(answer);
  const redirect = answer >= 300 && answer < 400 ? ', and redirects are not followed' : '';
  throw new TargetRefusedError(`${posted.url.hostname} answered ${String(answer)}${redirect}`, isPermanent);
}

/** The name service knows no signal. */
function inTime<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
    work.then(resolve, reject);
  });
}

/** The connection goes to the checked address; host header and certificate stay those of the name. */
const optionsOf = (
  { headers, body }: Posted,
  pinned: LookupAddress,
  signal: AbortSignal,
): RequestOptions => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
  lookup: (_name, options, done) => {
    if (options.all === true) done(null, [pinned]);
    else done(null, pinned.address, pinned.family);
  },
  agent: false,
  signal,
});

function sent(posted: Posted, pinned: LookupAddress, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const open = posted.url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request: ClientRequest = open(posted.url, optionsOf(posted, pinned, signal));
    request.on('error', reject);
    request.on('response', (response) => {
      readAway(response, resolve, reject);
    });
    request.end(posted.body);
  });
}

/** What is answered beside the status is of no interest: it is read as far as is decent, and then cut off. */
function readAway(
  response: IncomingMessage,
  resolve: (status: number) => void,
  reject: (error: Error) => void,
): void {
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > LARGEST_ANSWER) response.destroy(new Error('too large'));
  });
  response.on('error', reject);
  response.on('end', () => {
    resolve(response.statusCode ?? 0);
  });
}

/** Texts of the network layer may hold what was asked for: only their codes are told. */
function unreachable({ hostname }: URL, error: unknown): TargetUnreachableError {
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || name === 'AbortError')
    return new TargetUnreachableError(`${hostname} did not answer in time`);
  if (message === 'too large')
    return new TargetUnreachableError(`${hostname} answered more than ${String(LARGEST_ANSWER)} bytes`);
  return new TargetUnreachableError(`${hostname} cannot be reached: ${code ?? 'connection failed'}`);
}
