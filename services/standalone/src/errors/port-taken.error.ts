import { StandaloneError } from './standalone.error.js';

export class PortTakenError extends StandaloneError {
  readonly code = 'PORT_TAKEN';

  constructor(port: number) {
    super(
      `Port ${String(port)} is in use by another program. ` +
        `Choose another one: npm start -- --port ${String(port === 65_535 ? 3000 : port + 1)}`,
    );
  }
}
