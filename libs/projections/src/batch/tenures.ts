import type { DeliveredBatch } from '@assay/event-bus';

type Place = Pick<DeliveredBatch, 'topic' | 'partition'>;

/** Batches of a partition that this process applied one after the other, to the same tables, with nobody in between. */
export interface Tenure {
  readonly tables: string;
  /** Where the checkpoint was left; undefined while it is not known whether the last batch was committed. */
  leftAt: number | undefined;
}

/** The tenures of one process, by partition. */
export class Tenures {
  private readonly tenures = new Map<string, Tenure>();

  /** The checkpoint was moved from `position`, in a transaction that may still fail: then the tenure ends. */
  enter({ topic, partition }: Place, tables: string, position: number): Tenure {
    const place = `${topic}/${String(partition)}`;
    const known = this.tenures.get(place);
    const goesOn = known?.tables === tables && known.leftAt === position;
    const tenure: Tenure = goesOn ? known : { tables, leftAt: undefined };
    tenure.leftAt = undefined;
    this.tenures.set(place, tenure);
    return tenure;
  }
}
