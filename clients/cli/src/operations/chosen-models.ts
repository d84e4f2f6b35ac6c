import { UsageError } from '../errors/usage.error.js';
import { requireService, SERVICES } from './projection-status.js';

/** Which read models a command is about. */
export interface ChosenModels {
  readonly service: string | undefined;
  readonly projection: string | undefined;
  readonly all: boolean;
}

/** @throws UsageError where neither or both of a service and all of them are named */
export function chosenServices({ service, all }: ChosenModels): readonly string[] {
  if (all === (service !== undefined))
    throw new UsageError(`Name one service (${SERVICES.join(', ')}), or give --all`);
  if (service === undefined) return SERVICES;
  requireService(service);
  return [service];
}

/** @throws UsageError naming the projections there are */
export function chosenProjections(
  service: string,
  names: readonly string[],
  projection: string | undefined,
): readonly string[] {
  if (projection === undefined) return names;
  if (names.includes(projection)) return [projection];
  throw new UsageError(`${service} has no projection ${projection}; it has ${names.join(', ')}`);
}
