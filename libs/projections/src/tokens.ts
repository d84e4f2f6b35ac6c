/** The `Projections` of the module's service. */
export const PROJECTIONS = Symbol('PROJECTIONS');
