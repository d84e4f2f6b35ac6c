import { ProjectionError } from './projection-error.js';

/** The projection has no tables of this version that are live yet: they are being created or built. */
export class NotLiveError extends ProjectionError {
  readonly code = 'PROJECTION_NOT_LIVE';
  override readonly transient = true;

  constructor(projection: string, version: number, live: number | undefined) {
    const found = live === undefined ? 'none is' : `version ${String(live)} is`;
    super(`version ${String(version)} of projection ${projection} is not live; ${found}`, {
      projection,
      version,
      live,
    });
  }
}
