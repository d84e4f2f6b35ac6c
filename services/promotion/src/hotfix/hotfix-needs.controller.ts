import type { RolloutHotfixNeeded } from '@assay/contracts';
import { derivedId, hotfixKeyOf, parseStreamId } from '@assay/contracts';
import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { HotfixLog } from './hotfix-log.js';

/** Opens hotfixes that other services ask for. */
@Controller()
export class HotfixNeedsController {
  constructor(private readonly log: HotfixLog) {}

  /** One that was opened before, for the same event, stays as it is. */
  @EventPattern('RolloutHotfixNeeded', { group: 'promotion-hotfixes' })
  async needed(@Payload() { id, subject, project, actor, data }: RolloutHotfixNeeded): Promise<void> {
    const { key: rollout } = parseStreamId(subject);
    const key = hotfixKeyOf(rollout, id);
    const eventId = derivedId(id, 'hotfix-opened');
    await this.log.handle({
      type: 'OpenHotfix',
      metadata: this.log.metadata({ project, key, actor, eventId, cause: id }),
      title: `${rollout}: ${data.detail}`.slice(0, 200),
      severity: data.severity,
      broken: data.detail,
      because: `signal ${data.signal}`.slice(0, 200),
    });
  }
}
