import { Agent, get } from 'node:http';
import { eventually } from '@assay/testing';
import { Controller, Get } from '@nestjs/common';
import { platformApp } from './platform-app.js';

@Controller('slow')
class SlowController {
  @Get() async slow(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return 'done';
  }
}

const statusOf = (url: string, agent: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume().on('end', () => resolve(String(answer.statusCode)));
      answer.on('error', reject);
    }).on('error', reject);
  });

/** Calls over one connection, as long as there is one, until the port is closed; notes what every call came to. */
async function callUntilClosed(url: string, outcomes: string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (;;) {
    try {
      outcomes.push(await statusOf(url, agent));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') return;
      outcomes.push(`dropped: ${code ?? 'unknown'}`);
    }
  }
}

it('a stop by signal drops no request of clients that reuse their connections', async () => {
  const app = await platformApp({ controllers: [SlowController] });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const outcomes = Array.from({ length: 20 }, (): string[] => []);
  const clients = outcomes.map((list) => callUntilClosed(`${url}/slow`, list));
  // A connection that nobody has accepted yet cannot be reused: everybody has one first.
  await eventually(() => outcomes.every((list) => list.length > 0));
  // The public type leaves out the signal, which the shutdown hooks of the process pass on.
  const stop: (signal: string) => Promise<void> = app.close.bind(app);
  await stop('SIGTERM');
  await Promise.all(clients);
  expect(outcomes.flat().length).toBeGreaterThan(20);
  expect(outcomes.flat().filter((outcome) => outcome !== '200')).toEqual([]);
});
