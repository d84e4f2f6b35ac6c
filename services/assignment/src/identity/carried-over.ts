import type { AssignmentFlip, UnitAssigned } from '@assay/contracts';
import { derivedId, newEvent, UnitAssigned as Assigned } from '@assay/contracts';

/** What the two sides of a link had been given in one run. */
export interface BothSides {
  readonly anonymous: UnitAssigned | undefined;
  readonly user: UnitAssigned | undefined;
}

/**
 * The assignment of an anonymous unit as that of the user it turned out to be: same variant, bucket, propensity and
 * revision. Whoever makes it gives it the same id.
 * @param linkedAt when the two were linked
 */
export function carriedOver(
  { id, project, source, actor, correlationid, data }: UnitAssigned,
  user: string,
  linkedAt: string,
): UnitAssigned {
  const metadata = {
    ...{ id: derivedId(id, 'carried over', user), source, subject: user, time: linkedAt, project, actor },
    ...{ correlationid, causationid: id },
  };
  return newEvent(Assigned, metadata, { ...data, unit: user, linkedFrom: data.unit });
}

/** Undefined unless both sides were assigned, differently. */
export function flipOf({ anonymous, user }: BothSides): AssignmentFlip | undefined {
  if (anonymous === undefined || user === undefined) return undefined;
  const { experiment, run, variant: from } = anonymous.data;
  const to = user.data.variant;
  return from === to ? undefined : { experiment, run, from, to };
}
