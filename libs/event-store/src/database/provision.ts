import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { roleOf, schemaOf } from './schema-name.js';

/** A service that gets its own role and schema. */
export interface ProvisionedService {
  readonly service: string;
  readonly password: string;
}

/** The schema in which the log lies when Postgres carries it, and the group role that owns it. */
export const BUS_SCHEMA = 'bus';
/** The database role that owns the log in Postgres. */
export const BUS_ROLE = 'assay_bus';

const DUPLICATE = new Set(['42710', '23505']);
/** Roles belong to the whole server: a provisioning of another database may change the same one just now. */
const CONCURRENT = /tuple concurrently (updated|deleted)/;

async function run(client: Client, sql: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(sql);
      return;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (DUPLICATE.has(error.code ?? '')) return;
      if (!CONCURRENT.test(error.message) || attempt === 20) throw error;
    }
  }
}

async function runAll(client: Client, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await run(client, statement);
}

const busStatements = (): readonly string[] => [
  `CREATE ROLE ${BUS_ROLE} NOLOGIN`,
  `CREATE SCHEMA IF NOT EXISTS ${BUS_SCHEMA}`,
  `ALTER SCHEMA ${BUS_SCHEMA} OWNER TO ${BUS_ROLE}`,
];

function serviceStatements({ service, password }: ProvisionedService, database: string): readonly string[] {
  const role = escapeIdentifier(roleOf(service));
  const schema = escapeIdentifier(schemaOf(service));
  return [
    `CREATE ROLE ${role} LOGIN`,
    `ALTER ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)}`,
    `GRANT ${BUS_ROLE} TO ${role}`,
    // CREATE on the database: each generation of a read model is a schema of its own.
    `GRANT CONNECT, TEMPORARY, CREATE ON DATABASE ${database} TO ${role}`,
    `CREATE SCHEMA IF NOT EXISTS ${schema}`,
    `ALTER SCHEMA ${schema} OWNER TO ${role}`,
    `ALTER ROLE ${role} IN DATABASE ${database} SET search_path = ${schema}`,
    // Whichever service creates a table of the bus, all of them use it.
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${role} IN SCHEMA ${BUS_SCHEMA} GRANT ALL ON TABLES TO ${BUS_ROLE}`,
    `ALTER DEFAULT PRIVILEGES FOR ROLE ${role} IN SCHEMA ${BUS_SCHEMA} GRANT ALL ON SEQUENCES TO ${BUS_ROLE}`,
  ];
}

/**
 * Gives each service a login role and a schema that only it can use, and all of them the schema of the bus.
 * Repeating it changes nothing but the passwords.
 * @param adminUrl a connection whose role may create roles and schemas
 */
export async function provisionDatabase(
  adminUrl: string,
  services: readonly ProvisionedService[],
): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
    const database = escapeIdentifier(rows[0]?.name ?? '');
    await client.query(`SELECT pg_advisory_lock(hashtextextended('assay.provision', 0))`);
    await runAll(client, [
      `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
      'REVOKE ALL ON SCHEMA public FROM PUBLIC',
      ...busStatements(),
    ]);
    for (const service of services) await runAll(client, serviceStatements(service, database));
  } finally {
    await client.end();
  }
}
