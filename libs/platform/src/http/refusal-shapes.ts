import type { FastifyInstance } from 'fastify';
import type { RefusalShape } from './express/express-route.js';

interface ShapedAddress {
  /** What stands before the first parameter. */
  readonly prefix: string;
  readonly shape: RefusalShape;
}

const shapes = new WeakMap<object, ShapedAddress[]>();

/** Makes known what refusals look like under an address, for requests that never reach its route. */
export function addRefusalShape({ server }: FastifyInstance, url: string, shape: RefusalShape): void {
  // Plugins see an instance of their own; the server is the one thing that they share.
  const known = shapes.get(server) ?? [];
  shapes.set(server, [...known, { prefix: url.split(':')[0] ?? '', shape }]);
}

/** The shape of refusals at an address that the router could not read. */
export const refusalShapeAt = ({ server }: FastifyInstance, address: string): RefusalShape | undefined =>
  shapes.get(server)?.find(({ prefix }) => address.startsWith(prefix))?.shape;
