import { newEvent, RolloutVersionPublished } from '@assay/contracts';
import type { PublishVersion } from '../rollout-command.js';
import type { Outcome } from '../rollout-outcome.js';
import { accept, refuse } from '../rollout-outcome.js';
import type { RolloutState } from '../rollout-state.js';

/** Another version, which never changes; it is on for nobody before it is started. */
export function publish({ metadata, version }: PublishVersion, state: RolloutState): Outcome {
  if (state.status === 'absent') return refuse({ code: 'ROLLOUT_NOT_FOUND' });
  const same = state.versions.find(({ name }) => name === version.name);
  if (same !== undefined)
    return refuse({ code: 'VERSION_NAME_TAKEN', name: version.name, version: same.number });
  const number = (state.versions.at(-1)?.number ?? 0) + 1;
  return accept(newEvent(RolloutVersionPublished, metadata, { version: number, ...version }));
}
