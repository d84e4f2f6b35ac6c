// Listens to server-sent events over many connections, as a process of its own: node listeners.mjs, told by its parent
// where; says when each connection has heard the first message, and then of every change when the last one has.
import { Agent, get } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
let arrivals = [];
let expected = 0;
let heard = new Set();

const told = (connection) => {
  if (heard.has(connection)) return;
  heard.add(connection);
  arrivals.push(Date.now());
  if (arrivals.length < expected) return;
  process.send({ arrivals });
  arrivals = [];
  heard = new Set();
};

const open = (connection, { url, headers }) =>
  get(url, { agent, headers: { accept: 'text/event-stream', ...headers } }, (answer) => {
    if (answer.statusCode !== 200) throw new TypeError(`${url} says ${answer.statusCode}`);
    answer.setEncoding('utf8').on('data', (text) => {
      if (text.includes('data: ')) told(connection);
    });
    answer.on('end', () => process.exit(1));
  }).on('error', (error) => {
    throw error;
  });

process.on('message', (request) => {
  expected = request.count;
  for (let connection = 0; connection < request.count; connection += 1) open(connection, request);
});
process.on('disconnect', () => process.exit(0));
