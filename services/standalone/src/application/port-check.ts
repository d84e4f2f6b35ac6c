import { createServer } from 'node:net';
import { PortForbiddenError, PortTakenError } from '../errors/index.js';

/**
 * Finds a taken port before anything is started.
 * @throws PortTakenError, PortForbiddenError
 */
export function checkPort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new PortTakenError(port));
      else reject(error.code === 'EACCES' ? new PortForbiddenError(port) : error);
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
