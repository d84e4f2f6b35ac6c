import type { Clock } from '@assay/platform';
import { CLOCK, ConflictProblem, NotFoundProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { DeliveryFilter } from './deliveries.js';
import { Deliveries } from './deliveries.js';
import type { DeliveryView } from './delivery.js';

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Deliveries as people see and mend them. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly deliveries: Deliveries,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  page(project: string, filter: DeliveryFilter): Promise<readonly DeliveryView[]> {
    return this.deliveries.page(project, filter);
  }

  /** @throws NotFoundProblem */
  async show(project: string, id: string): Promise<DeliveryView> {
    const found = ID.test(id) ? await this.deliveries.find(project, id) : undefined;
    if (found === undefined) throw new NotFoundProblem('DELIVERY_NOT_FOUND', `there is no delivery "${id}"`);
    return found;
  }

  /** Tries one that was given up again; one that is on its way already stays so. */
  async retry(project: string, id: string): Promise<DeliveryView> {
    const { status } = await this.show(project, id);
    const isUnderWay = status === 'pending' || (await this.deliveries.retry(project, id, this.clock.now()));
    if (!isUnderWay) throw settled(id, status);
    return this.show(project, id);
  }

  /** Gives up one that is dead or on its way; what is discarded stays so. */
  async discard(project: string, id: string): Promise<DeliveryView> {
    const { status } = await this.show(project, id);
    const isGone = status === 'discarded' || (await this.deliveries.discard(project, id, this.clock.now()));
    if (!isGone) throw settled(id, status);
    return this.show(project, id);
  }
}

const settled = (id: string, status: string): ConflictProblem =>
  new ConflictProblem('DELIVERY_SETTLED', `delivery ${id} is ${status}`);
