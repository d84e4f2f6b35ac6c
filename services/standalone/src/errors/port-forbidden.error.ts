import { StandaloneError } from './standalone.error.js';

export class PortForbiddenError extends StandaloneError {
  readonly code = 'PORT_FORBIDDEN';

  constructor(port: number) {
    super(
      `This user may not listen on port ${String(port)}. Choose one above 1023: npm start -- --port 3000`,
    );
  }
}
