/** The last alert of a page: the next one begins after it. */
export interface AlertCursor {
  readonly raisedAt: string;
  readonly id: string;
}

const TEXT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)~([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A cursor as the next request gives it back. */
export const cursorOf = ({ raisedAt, id }: AlertCursor): string => `${raisedAt}~${id}`;

/** Undefined for a text that no page has given. */
export function readCursor(text: string): AlertCursor | undefined {
  const [, raisedAt, id] = TEXT.exec(text) ?? [];
  if (raisedAt === undefined || id === undefined || Number.isNaN(Date.parse(raisedAt))) return undefined;
  return { raisedAt, id };
}
