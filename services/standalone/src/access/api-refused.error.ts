import { StandaloneError } from '../errors/index.js';

export class ApiRefusedError extends StandaloneError {
  readonly code = 'API_REFUSED';

  constructor(
    path: string,
    readonly status: number,
    readonly text: string,
  ) {
    super(`${path} answered ${String(status)}: ${text}`);
  }
}
