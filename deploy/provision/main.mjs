// Gives each service its role and schema: ADMIN_DATABASE_URL, and <SERVICE>_DB_PASSWORD for each of them; with
// PRIVACY_DB_PASSWORD, the data keys of units have theirs in the same database.
import { provisionDatabase } from '@assay/event-store';
import { SERVICES } from '../origin/routes.mjs';

const variableOf = (service) => `${service.toUpperCase().replaceAll('-', '_')}_DB_PASSWORD`;
const needed = ['ADMIN_DATABASE_URL', ...SERVICES.map(variableOf)];
const missing = needed.filter((name) => !process.env[name]);

if (missing.length > 0) {
  console.error(`Not set: ${missing.join(', ')}`);
  process.exitCode = 1;
} else {
  const keepers = process.env.PRIVACY_DB_PASSWORD ? [...SERVICES, 'privacy'] : SERVICES;
  const services = keepers.map((service) => ({ service, password: process.env[variableOf(service)] }));
  await provisionDatabase(process.env.ADMIN_DATABASE_URL, services);
  console.log(`provisioned: ${keepers.join(', ')}`);
}
