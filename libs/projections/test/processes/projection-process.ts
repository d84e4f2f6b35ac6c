import { createBus } from '@assay/event-bus';
import { createServicePool } from '@assay/event-store';
import { Projections } from '../../src/index.js';
import { UNIT_COUNTS } from '../example-projections.js';

/** A process that keeps one read model up to date; it is made to be killed. */
const databaseUrl = process.env['DATABASE_URL'] ?? '';
const service = 'analytics';
const bus = createBus({
  bus: { kind: 'postgres', databaseUrl },
  // The partitions of a killed process are free soon.
  timing: { sessionMs: 1_000, pollMs: 100 },
});
const pool = createServicePool({ service, databaseUrl });
const projections = new Projections({ service, pool, bus, onError: () => undefined }, [UNIT_COUNTS]);
projections.start();
process.stdout.write('projecting\n');
