import type { Role } from '@assay/auth';
import { issueToken } from '@assay/auth';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TEST_SECRET } from './test-config.js';

/** A request of a person. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly role: Role;
  /** Who calls. */
  readonly subject?: string;
  readonly project?: string | undefined;
  /** JSON; undefined for none. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What the service answered; its body is JSON. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Calls a service as a person with a token. */
export async function call<Body = Record<string, unknown>>(
  app: NestFastifyApplication,
  { method, url, role, subject = 'ada', project = 'default', body, headers = {} }: Call,
): Promise<Answer<Body>> {
  const token = await issueToken({ secret: TEST_SECRET, subject, role, project });
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, ...json, ...headers },
    ...(body === undefined ? {} : { payload: body as string | object }),
  });
  return { status: answer.statusCode, body: bodyOf(answer) as Body, headers: answer.headers };
}

/** What is no JSON is text. */
const bodyOf = ({ headers, body }: { readonly headers: object; readonly body: string }): unknown =>
  'content-type' in headers && /[/+]json\b/.test(String(headers['content-type'])) ? JSON.parse(body) : body;
