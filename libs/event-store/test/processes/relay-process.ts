import { createBus } from '@assay/event-bus';
import { Relay } from '../../src/index.js';

/** A process whose only work is the relay of a service; it is made to be killed. */
const databaseUrl = process.env['DATABASE_URL'] ?? '';
const bus = createBus({ bus: { kind: 'postgres', databaseUrl } });
const relay = new Relay({ service: 'assignment', databaseUrl, bus, batchSize: 20, pollMs: 50 });
relay.start();
process.stdout.write('relaying\n');
