import { StandaloneError } from './standalone.error.js';

export class DataDamagedError extends StandaloneError {
  readonly code = 'DATA_DAMAGED';

  constructor(folder: string, found: string, cause?: unknown) {
    super(
      `The data in ${folder} cannot be opened: ${found}\n` +
        'Put back a copy of that folder, or begin afresh with another one: npm start -- --data DIR',
      { cause },
    );
  }
}
