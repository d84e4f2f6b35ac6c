import { StandaloneError } from './standalone.error.js';

export class ArgumentsError extends StandaloneError {
  readonly code = 'ARGUMENTS_INVALID';
  override readonly exitCode = 2;

  constructor(problem: string) {
    super(`${problem}\nWhat can be given: npm start -- --help`);
  }
}
