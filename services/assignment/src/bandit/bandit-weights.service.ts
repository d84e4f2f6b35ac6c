import type { EventMetadata, MetricsSnapshot } from '@assay/contracts';
import { derivedId, streamId } from '@assay/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { ExperimentLog } from '../experiment/experiment-log.js';
import { ConfigStore } from '../gateway/config/config-store.js';

const ACTOR = 'system:bandit';

const metadataOf = ({ id, project, correlationid, time, data }: MetricsSnapshot): EventMetadata => ({
  id: derivedId(id, 'weights of the bandit'),
  source: 'assignment',
  subject: streamId(project, 'experiment', data.experiment),
  time,
  project,
  actor: ACTOR,
  correlationid,
  causationid: id,
});

/**
 * Lets the weights of bandits follow the statistics of their runs. Id and time of an update follow from the snapshot,
 * so that one that comes twice changes weights once.
 */
@Injectable()
export class BanditWeightsService {
  private readonly logger = new Logger(BanditWeightsService.name);

  constructor(
    private readonly log: ExperimentLog,
    private readonly config: ConfigStore,
  ) {}

  async follow(event: MetricsSnapshot): Promise<void> {
    if (!this.mayBeBandit(event)) return;
    const metadata = metadataOf(event);
    const { id: snapshotId, data: snapshot } = event;
    const handled = await this.log.handle({ type: 'UpdateBanditWeights', metadata, snapshotId, snapshot });
    if (handled.outcome === 'accepted' && !handled.repeated)
      this.logger.log(`${snapshot.experiment}: weights follow snapshot ${snapshotId}`);
  }

  /** Most experiments are none, and have a snapshot every few seconds: their streams are not read for it. */
  private mayBeBandit({ project, data: { experiment } }: MetricsSnapshot): boolean {
    if (this.config.source !== 'log') return true;
    const definition = this.config.table.of(project).experiment(experiment);
    return definition?.bandit === true && definition.status === 'running';
  }
}
