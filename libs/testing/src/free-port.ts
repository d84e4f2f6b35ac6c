export { freePort } from '@assay/local-postgres';
