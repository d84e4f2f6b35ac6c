import type { Finding } from '@assay/contracts';
import { ProjectionError } from './projection-error.js';

/** What was rebuilt is kept beside the live tables, because something was found; nothing was swapped. */
export class RebuildHeldError extends ProjectionError {
  readonly code = 'REBUILD_HELD';

  constructor(service: string, projection: string, findings: readonly Finding[]) {
    const [first] = findings;
    const named = first === undefined ? '' : `, first ${first.kind} at ${first.place}: ${first.problem}`;
    super(
      `the rebuild is held, and what is read is as it was (${String(findings.length)} found${named}); see ` +
        `"assay verify", then "assay rebuild ${service} ${projection}", or accept it with --accept-difference`,
      { projection, found: findings.length },
    );
  }
}
