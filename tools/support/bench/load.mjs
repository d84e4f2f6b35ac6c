// A load generator as a process of its own: node load.mjs FILE, which holds the request as JSON.
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const { url, body, headers, seconds, amount, connections, isUnique, units } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
);

/** The body's `#` becomes a number: another one in every request, or one of `units` in turn. */
const numbered = () => {
  let count = 0;
  const next = () => (isUnique ? `${process.pid}-${(count += 1)}` : String((count += 1) % units));
  return { requests: [{ setupRequest: (request) => ({ ...request, body: body.replace('#', next()) }) }] };
};

const result = await autocannon({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  ...(amount === undefined ? { duration: seconds } : { amount }),
  connections,
  ...(isUnique || units !== undefined ? numbered() : { body }),
});
const failed = result.non2xx + result.errors + result.timeouts;
const requests = result['2xx'];
console.log(
  JSON.stringify({ perSecond: requests / result.duration, requests, failed, p99: result.latency.p99 }),
);
