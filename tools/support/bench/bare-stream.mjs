// The baseline of `npm run bench sse`: an HTTP server that tells all its listeners, at once, when it is asked to.
import { createServer } from 'node:http';

const port = Number(process.argv[2]);
const listeners = new Set();
let count = 0;
const message = () =>
  `id: ${(count += 1)}\nevent: message\ndata: {"type":"refetchEvaluation","etag":"${count}"}\n\n`;

createServer((request, response) => {
  if (request.method === 'POST') {
    const text = message();
    for (const listener of listeners) listener.write(text);
    response.end('{}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(message());
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
}).listen(port, '127.0.0.1', () => console.log('ready'));
