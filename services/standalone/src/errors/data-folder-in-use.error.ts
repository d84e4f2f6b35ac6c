import { StandaloneError } from './standalone.error.js';

export class DataFolderInUseError extends StandaloneError {
  readonly code = 'DATA_FOLDER_IN_USE';

  constructor(folder: string, pid: number) {
    super(
      `The data folder ${folder} is in use by another Assay (process ${String(pid)}). ` +
        'Stop that one, or give this one a folder of its own: npm start -- --data DIR --port N',
    );
  }
}
