import { setTimeout as pause } from 'node:timers/promises';
import type { SteppedKind } from '@assay/approvals';
import { streamId } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { subjectUnknown } from '../approval-problems.js';
import { APPROVAL_SUBJECTS_MODEL } from './approval-subjects.projection.js';

const KNOWN = 'SELECT stream FROM approval_subjects WHERE stream = $1';
/** Who creates something and proposes a step of it right away is not to be told that it is not there. */
const POLLS = 20;
const POLL_MS = 100;

/** What the stream of a subject is of: a promotion is one of an experiment. */
const streamKind = (kind: SteppedKind) => (kind === 'promotion' ? 'experiment' : kind);

/** What approvals can be about, as far as the log has been projected into this service. */
@Injectable()
export class ApprovalSubjects {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** @throws UnprocessableProblem for what was never created, as far as can be known within two seconds */
  async require(
    project: string,
    { kind, key }: { readonly kind: SteppedKind; readonly key: string },
  ): Promise<void> {
    const stream = streamId(project, streamKind(kind), key);
    for (let poll = 0; !(await this.isKnown(stream)); poll += 1) {
      if (poll === POLLS) throw subjectUnknown(kind, key);
      await pause(POLL_MS);
    }
  }

  private async isKnown(stream: string): Promise<boolean> {
    const rows = await this.models.read(APPROVAL_SUBJECTS_MODEL, (model) =>
      model.query<{ readonly stream: string }>(KNOWN, [stream]),
    );
    return rows.length > 0;
  }
}
