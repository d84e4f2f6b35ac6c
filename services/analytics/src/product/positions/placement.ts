import { attributeAt, valueText } from '../../engine/state/attributes.js';
import type { Observation } from '../../engine/state/observation.js';
import { dayOf } from '../../calendar/days.js';

/** Something was shown at a position, or clicked there. */
interface Placement {
  readonly day: number;
  /** `NO_POSITION` where it was not said. */
  readonly position: number;
  /** Empty where it was not said. */
  readonly item: string;
  readonly kind: 'impressions' | 'clicks';
}

export const NO_POSITION = -1;
/** Positions from here on count together. */
export const LAST_POSITION = 1_000;
export const NO_ITEM = '';

const KINDS: Readonly<Record<string, Placement['kind']>> = { impression: 'impressions', click: 'clicks' };
/** Names under which applications send what was shown; the first one that is there counts. */
const ITEM_ATTRIBUTES = ['itemId', 'item', 'item_id', 'productId', 'product_id'];

/** @returns undefined for what is neither an impression nor a click */
export function placementOf(seen: Observation | undefined): Placement | undefined {
  if (seen?.kind !== 'interaction') return undefined;
  const kind = Object.hasOwn(KINDS, seen.name) ? KINDS[seen.name] : undefined;
  if (kind === undefined) return undefined;
  const position = positionOf(attributeAt(seen.attributes, 'position'));
  const items = ITEM_ATTRIBUTES.map((name) => itemOf(attributeAt(seen.attributes, name)));
  return { day: dayOf(seen.time), position, item: items.find((item) => item !== NO_ITEM) ?? NO_ITEM, kind };
}

const WHOLE = /^\d{1,9}$/;

function positionOf(value: unknown): number {
  const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) return NO_POSITION;
  return Math.min(number, LAST_POSITION);
}

function itemOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? valueText(value) : NO_ITEM;
}
