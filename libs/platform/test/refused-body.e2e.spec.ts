import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Allow } from 'class-validator';
import { fastify } from 'fastify';
import { platformApp } from './platform-app.js';

class ThingDto {
  @Allow() name?: unknown;
}

@Controller('things')
class ThingController {
  @Post()
  create(@Body() body: ThingDto): ThingDto {
    return body;
  }
}

const CHUNK = 100_000;

/** Sends piece by piece, like a caller on a network, and tells how much could be sent and what came back. */
const send = async (port: number, bytes: number): Promise<{ isSent: boolean; answer: string }> => {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  let isClosed = false;
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  socket.on('error', () => undefined).on('close', () => (isClosed = true));
  socket.write(
    `POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`,
  );
  for (let left = bytes; left > 0 && !isClosed; left -= CHUNK) {
    socket.write('x'.repeat(Math.min(CHUNK, left)));
    await sleep(5);
  }
  await sleep(100);
  socket.destroy();
  return { isSent: !isClosed, answer };
};

describe('a body that is too large', () => {
  let app: NestFastifyApplication;
  const port = (): number => (app.getHttpServer().address() as AddressInfo).port;

  beforeAll(async () => {
    app = await platformApp({ controllers: [ThingController] });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it.each([200_000, 900_000, 3_000_000])(
    'of %i bytes is answered on a connection that stays',
    async (bytes) => {
      const { isSent, answer } = await send(port(), bytes);
      expect(isSent).toBe(true);
      expect(answer).toMatch(/^HTTP\/1.1 413 /);
      expect(answer).toMatch(/"code":"BODY_TOO_LARGE"/);
      expect(answer).not.toMatch(/connection: close/i);
    },
  );

  it('is read on only up to a limit', async () => {
    const { isSent, answer } = await send(port(), 40_000_000);
    expect(isSent).toBe(false);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  it('breaks the connection of a server that does not read on (control)', async () => {
    const bare = fastify({ bodyLimit: CHUNK });
    bare.post('/things', () => 'taken');
    await bare.listen({ port: 0, host: '127.0.0.1' });
    const { isSent } = await send((bare.server.address() as AddressInfo).port, 3_000_000);
    await bare.close();
    expect(isSent).toBe(false);
  });
});
