import type { FastifyInstance } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Registry } from 'prom-client';
import { Counter } from 'prom-client';
import { problemAnswer } from '../problems/problem-answer.js';
import { HttpProblem } from '../problems/http-problems.js';

interface ParserError extends Error {
  readonly code?: string;
  readonly reason?: string;
}

type Kind = 'timeout' | 'headers' | 'malformed';

const KINDS: Readonly<Record<string, Kind>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'timeout',
  HPE_HEADER_OVERFLOW: 'headers',
};

/** Undefined where nobody is there any more to be answered. */
const kindOf = ({ code = '' }: ParserError): Kind | undefined =>
  code === 'ECONNRESET' || code === 'EPIPE' ? undefined : (KINDS[code] ?? 'malformed');

function problemOf(kind: Kind, { reason }: ParserError): HttpProblem {
  switch (kind) {
    case 'timeout':
      return new HttpProblem(408, 'REQUEST_TIMEOUT', 'the request did not arrive in time');
    case 'headers':
      return new HttpProblem(
        431,
        'HEADERS_TOO_LARGE',
        'the headers are larger than the limit of 16384 bytes',
      );
    case 'malformed':
      return new HttpProblem(400, 'MALFORMED_REQUEST', `this is no HTTP request: ${reason ?? 'unreadable'}`);
  }
}

/** Answers what cannot be read as a request with a problem, where no answer has begun, and ends the connection. */
export function answerMalformed(error: ParserError, socket: Socket): void {
  const kind = kindOf(error);
  if (kind === undefined || !socket.writable || hasBegun(socket)) {
    socket.destroy();
    return;
  }
  const { status, headers, text } = problemAnswer(problemOf(kind, error), {}, () => undefined);
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n${text}`);
}

/** Node keeps the answer under way with the connection. */
const hasBegun = (
  socket: Socket & { readonly _httpMessage?: { readonly headersSent?: boolean } | null },
): boolean => socket._httpMessage?.headersSent === true;

/** Counts what could not be read as a request: it is in no other measure, because it never became one. */
export function countMalformed({ server }: FastifyInstance, registry: Registry): void {
  const counter = new Counter({
    name: 'http_malformed_requests_total',
    help: 'Connections that sent what is no HTTP request, by what was wrong.',
    labelNames: ['kind'],
    registers: [registry],
  });
  server.on('clientError', (error: ParserError) => {
    const kind = kindOf(error);
    if (kind !== undefined) counter.inc({ kind });
  });
}
