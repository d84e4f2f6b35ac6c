import type { Principal } from '@assay/auth';
import type { UnitDataRead } from '@assay/contracts';
import { topicNamed } from '@assay/contracts';
import { Injectable } from '@nestjs/common';
import { DefinitionLog } from '../definitions/definition-log.js';
import { dataAccessDecider } from './data-access.decider.js';

/** Notes who looked at what units did; without the note nobody sees anything. */
@Injectable()
export class DataAccess {
  constructor(private readonly log: DefinitionLog) {}

  /** Decisions hold nothing of units, and need no note. */
  async note(who: Principal, { topic, ...asked }: UnitDataRead['data']): Promise<void> {
    if (topicNamed(topic)?.kind !== 'observation') return;
    const given = Object.entries(asked).filter(([, value]) => value !== undefined);
    const read = { topic, ...Object.fromEntries(given) };
    const metadata = this.log.metadata(who, 'data-access', who.actor);
    await this.log.handle(dataAccessDecider, { metadata, read });
  }
}
