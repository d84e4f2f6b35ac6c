import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A port in front of another one: what comes in goes on after a while, each way; at once where that is 0. */
export class SlowPort {
  delayMs = 0;
  server;

  constructor(target) {
    this.target = target;
  }

  async listen(port) {
    this.server = createServer((client) => {
      const service = connect(this.target, '127.0.0.1');
      this.pass(client, service);
      this.pass(service, client);
    }).listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  pass(from, to) {
    const after = (work) => (this.delayMs === 0 ? work() : setTimeout(work, this.delayMs));
    from.on('data', (chunk) => after(() => !to.destroyed && to.write(chunk)));
    from.on('close', () => after(() => to.destroy()));
    from.on('error', () => undefined);
  }

  close() {
    this.server.close();
  }
}
