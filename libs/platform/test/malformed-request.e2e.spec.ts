import { Controller, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { platformApp } from './platform-app.js';

@Controller('things')
class ThingController {
  @Post()
  take(): string {
    return 'taken';
  }
}

const JSON_BODY = 'Host: a\r\nContent-Type: application/json\r\n';
const CASES: readonly (readonly [string, string, number, string])[] = [
  ['no request line', 'HELLO\r\n\r\n', 400, 'MALFORMED_REQUEST'],
  ['an unknown method', 'GIVE /things HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'MALFORMED_REQUEST'],
  ['a header without a name', 'GET /things HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n', 400, 'MALFORMED_REQUEST'],
  [
    'two lengths',
    `POST /things HTTP/1.1\r\n${JSON_BODY}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
    400,
    'MALFORMED_REQUEST',
  ],
  [
    'odd chunks',
    `POST /things HTTP/1.1\r\n${JSON_BODY}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`,
    400,
    'MALFORMED_REQUEST',
  ],
  [
    'headers without end',
    `GET /things HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'HEADERS_TOO_LARGE',
  ],
];

describe('what is no HTTP request', () => {
  let app: NestFastifyApplication;
  const port = (): number => (app.getHttpServer().address() as AddressInfo).port;

  const answerTo = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port(), '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString();
      });
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  const counted = async (): Promise<string> =>
    (await app.inject({ method: 'GET', url: '/metrics' })).body
      .split('\n')
      .filter((line) => line.startsWith('http_malformed_requests_total{'))
      .join('\n');

  beforeAll(async () => {
    app = await platformApp({ controllers: [ThingController] });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it.each(CASES)('is answered with a problem: %s', async (_, text, status, code) => {
    const answer = await answerTo(text);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
    expect(head).toMatch(/content-type: application\/problem\+json/);
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });

  it('is counted, and leaves the service as it was', async () => {
    expect(await counted()).toMatch(/kind="malformed".*\} 5(\n|$)/);
    expect(await counted()).toMatch(/kind="headers".*\} 1(\n|$)/);
    expect((await app.inject({ method: 'POST', url: '/things' })).statusCode).toBe(201);
  });
});
