export { LocalPostgresError } from './local-postgres.error.mjs';
export { freePort } from './free-port.mjs';
export { localPostgresPid, startLocalPostgres, stopLocalPostgres } from './local-postgres.mjs';
