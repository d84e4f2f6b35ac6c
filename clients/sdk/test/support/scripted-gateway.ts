import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request, as it came in. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a test has the gateway say; undefined: nothing, until the client gives up. */
export interface Said {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Script = (request: Received) => Said | undefined;

export interface ScriptedGateway {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it says from here on. */
  script: Script;
  /** Tells everybody who listens that the definitions have this tag now. */
  tell(tag: string): void;
  /** Ends the streams that are open. */
  hangUp(): void;
  readonly listeners: number;
  close(): Promise<void>;
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/** A server on loopback that misbehaves as a test wants it to: refuses, hangs, ends streams. */
export async function scriptedGateway(script: Script): Promise<ScriptedGateway> {
  const received: Received[] = [];
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body };
      received.push(one);
      const said = gateway.script(one);
      if (said === undefined) return;
      if (said.status === 200 && url.startsWith('/api/v1/config/events')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.flushHeaders();
        streams.add(response);
        response.on('close', () => streams.delete(response));
        return;
      }
      const text = said.body === undefined ? '' : JSON.stringify(said.body);
      response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers });
      response.end(said.status === 304 ? undefined : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway: ScriptedGateway = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    script,
    tell: (tag) => {
      const data = JSON.stringify({ type: 'refetchEvaluation', etag: tag });
      for (const stream of streams) stream.write(`id: ${tag}\nevent: message\ndata: ${data}\n\n`);
    },
    hangUp: () => {
      for (const stream of streams) stream.end();
    },
    get listeners() {
      return streams.size;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gateway;
}
