import { get } from 'node:http';

export interface OpenStream {
  /** The data of the events so far. */
  readonly events: readonly unknown[];
  close(): void;
}

/** Listens to server-sent events, as a browser does. */
export async function openStream(url: string): Promise<OpenStream> {
  const events: unknown[] = [];
  let waiting = '';
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { accept: 'text/event-stream' } }, (answer) => {
      if (answer.statusCode !== 200) reject(new TypeError(`the stream says ${String(answer.statusCode)}`));
      answer.setEncoding('utf8').on('data', (text: string) => {
        const blocks = (waiting + text).split('\n\n');
        waiting = blocks.pop() ?? '';
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data !== undefined) events.push(JSON.parse(data));
        }
      });
      answer.on('error', () => undefined);
      resolve({ events, close: () => request.destroy() });
    });
    request.on('error', reject);
  });
}
