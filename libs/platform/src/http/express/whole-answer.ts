import type { Server, ServerResponse } from 'node:http';

const SECOND_MS = 1_000;
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * JSON answers sent in one piece: where a connection stays open and waits for nothing, status, headers and text go to
 * it as one text. Putting them together out of parts, and into a queue of the response, is what takes longest of a
 * short answer.
 */
export class WholeAnswers {
  private second = Number.NaN;
  private head = '';

  constructor(private readonly server: Pick<Server, 'keepAliveTimeout'>) {}

  /** Answers 200. */
  send(response: ServerResponse, text: string): void {
    const { socket } = response;
    const length = String(Buffer.byteLength(text));
    // A response that waits for its turn has no socket yet.
    if (socket === null || !response.shouldKeepAlive || socket.destroyed || socket.writableLength > 0) {
      response.writeHead(200, ['content-type', JSON_TYPE, 'content-length', length]).end(text);
      return;
    }
    socket.write(`${this.headNow()}${length}\r\n\r\n${text}`);
    // Upon this the server goes on to the connection's next request.
    response.emit('finish');
  }

  /** All headers but the length; the date changes once a second. */
  private headNow(): string {
    const second = Math.floor(Date.now() / SECOND_MS);
    if (second === this.second) return this.head;
    this.second = second;
    this.head = [
      'HTTP/1.1 200 OK',
      `content-type: ${JSON_TYPE}`,
      `Date: ${new Date(second * SECOND_MS).toUTCString()}`,
      'Connection: keep-alive',
      `Keep-Alive: timeout=${String(Math.floor(this.server.keepAliveTimeout / SECOND_MS))}`,
      'content-length: ',
    ].join('\r\n');
    return this.head;
  }
}
