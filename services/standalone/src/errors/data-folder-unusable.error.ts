import { StandaloneError } from './standalone.error.js';

export class DataFolderUnusableError extends StandaloneError {
  readonly code = 'DATA_FOLDER_UNUSABLE';

  constructor(folder: string, cause: NodeJS.ErrnoException) {
    super(`The data folder ${folder} ${reasonOf(cause)}, or choose another folder: npm start -- --data DIR`, {
      cause,
    });
  }
}

const reasonOf = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'EEXIST'
    ? 'is a file, not a folder. Move the file away'
    : `cannot be written (${code ?? message}). Give this user the right to write there`;
