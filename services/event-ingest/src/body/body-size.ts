const sizes = new WeakMap<object, number>();

/** Notes how many bytes a request's body has once it is inflated: what it may cost in memory follows from that. */
export const rememberSize = (request: object, bytes: number): void => {
  sizes.set(request, bytes);
};

/** Bytes of a request's body, inflated; 0 where none was read. */
export const bodySizeOf = (request: object): number => sizes.get(request) ?? 0;
