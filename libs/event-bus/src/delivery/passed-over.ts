import type { BroadcastSubscription, RawMessage } from '../port.js';
import type { Runtime } from './runtime.js';

type Bury = (topic: string, letters: readonly RawMessage[]) => Promise<void>;

const isFailure = ({ headers }: RawMessage): boolean => headers['dl_reason'] === 'handler-failed';

/**
 * What becomes of messages that a broadcast reader passes over. It reads from the beginning each time it starts: what
 * cannot be read is logged, and no dead letter once more. What its handler fails on is one where it asks for that.
 */
export const buryFor =
  ({ name, leavesLetters = false }: BroadcastSubscription, publish: Bury, logger: Runtime['logger']): Bury =>
  async (topic, letters) => {
    const failures = leavesLetters ? letters.filter(isFailure) : [];
    if (failures.length > 0) await publish(topic, failures);
    for (const { headers } of letters.filter((letter) => !failures.includes(letter)))
      logger.warn(
        `${name} passes over ${topic}[${headers['dl_partition'] ?? ''}] ${headers['dl_offset'] ?? ''}: ` +
          `${headers['dl_reason'] ?? ''}: ${headers['dl_detail'] ?? ''}`,
      );
  };
