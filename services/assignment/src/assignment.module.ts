import { join } from 'node:path';
import type { UnitAssigned } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import {
  certificatesController,
  EventStoreModule,
  migrate,
  SERVICE_POOL,
  untilAvailable,
  STORE_GATE,
} from '@assay/event-store';
import type { StoreGate } from '@assay/event-store';
import type { Clock, NewId, ServiceConfig } from '@assay/platform';
import { CLOCK, IDS, messageOf } from '@assay/platform';
import type { Privacy } from '@assay/privacy';
import { dataAccessOf, openPrivacy, PRIVACY, PrivacyModule } from '@assay/privacy';
import type { Projections } from '@assay/projections';
import { PROJECTIONS, ProjectionsModule } from '@assay/projections';
import type { StickyStore } from '@assay/sticky';
import type { DynamicModule, Provider } from '@nestjs/common';
import { Logger, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { ApiKeyDirectory } from './api-key/api-key-directory.js';
import { ApiKeysController } from './api-key/api-keys.controller.js';
import { ApiKeysService } from './api-key/api-keys.service.js';
import { assignmentsProjection } from './assignments/assignments.projection.js';
import { ProjectedAssignments } from './assignments/projected-assignments.js';
import { UnitAssignmentController } from './assignments/unit-assignment.controller.js';
import { UnitAssignmentService } from './assignments/unit-assignment.service.js';
import { GuardrailAlertsController } from './choreography/guardrail-alerts.controller.js';
import { BANDIT_CONTROLLERS, BANDIT_PROVIDERS } from './bandit/bandit.providers.js';
import { PromotionRequestsController } from './choreography/promotion-requests.controller.js';
import { PromotionRequestsService } from './choreography/promotion-requests.service.js';
import { ExplainController } from './explain/explain.controller.js';
import { FlagExplainController } from './explain/flag-explain.controller.js';
import { FlagExplainService } from './explain/flag-explain.service.js';
import { ExplainService } from './explain/explain.service.js';
import { HeldAssignments } from './explain/held-assignments.js';
import { ServedFlags } from './explain/served-flags.js';
import { ShownAssignments } from './explain/shown-assignments.js';
import { banditCertificate } from './experiment/bandit-certificate.rules.js';
import { EXPERIMENT_CONTROLLERS, EXPERIMENT_PROVIDERS } from './experiment/experiment.providers.js';
import { experimentListProjection } from './experiment/listing/experiment-list.projection.js';
import { ExperimentNumbers } from './experiment/numbers/experiment-numbers.js';
import { restoreNumbers } from './experiment/numbers/restore-numbers.js';
import { AssignRoutes } from './gateway/assign/assign.routes.js';
import { Assigner } from './gateway/assign/assigner.js';
import { AssignmentPublisher } from './gateway/assign/assignment-publisher.js';
import { AssignmentSpool } from './gateway/assign/assignment-spool.js';
import { PublisherMetrics } from './gateway/assign/publisher-metrics.js';
import { AssignmentsService } from './gateway/assign/assignments.service.js';
import { ExposureRecorder } from './gateway/assign/exposure-recorder.js';
import { ForcedVariants } from './gateway/assign/forced-variants.js';
import { ConfigCopy } from './gateway/config/config-copy.js';
import { ConfigRoutes } from './gateway/config/config.routes.js';
import { ConfigHealth } from './gateway/config/config-health.js';
import { ConfigReader } from './gateway/config/config-reader.js';
import { ConfigStore } from './gateway/config/config-store.js';
import { PastConfig } from './gateway/config/past-config.js';
import { ForgottenUnitsReader } from './erasure/forgotten-units.reader.js';
import { GatewayLifecycle } from './gateway/gateway.lifecycle.js';
import { OfrepBulkRoutes } from './gateway/ofrep/ofrep-bulk.routes.js';
import { OfrepEvaluator } from './gateway/ofrep/ofrep-evaluator.js';
import { OfrepRoutes } from './gateway/ofrep/ofrep.routes.js';
import { stickyStoreOf } from './gateway/sticky-store.js';
import { ChangeStream } from './gateway/stream/change-stream.js';
import { StreamRoutes } from './gateway/stream/stream.routes.js';
import { StreamTokens } from './gateway/stream/stream-tokens.js';
import { STICKY_STORE } from './gateway/tokens.js';
import { IDENTITY_PROVIDERS } from './identity/identity.providers.js';
import { IdentityLinks } from './identity/identity-links.js';
import { identityLinksProjection } from './identity/identity-links.projection.js';
import { LinkedAssignments } from './identity/linked-assignments.js';
import { LinkedUsers } from './identity/linked-users.js';
import { definitionListProjection } from './references/definition-list.projection.js';
import { REFERENCE_CONTROLLERS, REFERENCE_PROVIDERS } from './references/references.providers.js';
import { REVISION_PROVIDERS } from './revisions/revisions.providers.js';
import { RevisionsController } from './revisions/revisions.controller.js';
import { testerTokenProviders } from './tester-token/tester-token.providers.js';
import { TesterTokensController } from './tester-token/tester-tokens.controller.js';
import { ASSIGNMENT_SCHEMA } from './schema.js';
import { StickyVerificationController } from './verification/sticky-verification.controller.js';
import { SegmentContents } from './segment/members/segment-contents.js';
import { SegmentMembers } from './segment/members/segment-members.js';
import { watchProviders } from './watch/watch.providers.js';

const SERVICE = 'assignment';

const warner = () => {
  const logger = new Logger('Assignment');
  return (message: string): void => logger.warn(message);
};

const writing = (database: { readonly service: string; readonly databaseUrl: string }, migrates: boolean) => [
  ...EXPERIMENT_PROVIDERS,
  ...BANDIT_PROVIDERS,
  ...REFERENCE_PROVIDERS,
  ...IDENTITY_PROVIDERS,
  ...REVISION_PROVIDERS,
  ApiKeysService,
  PromotionRequestsService,
  {
    provide: ExperimentNumbers,
    useFactory: async (pool: Pool, gate: StoreGate) => {
      if (migrates) await untilAvailable(() => migrate(database, ASSIGNMENT_SCHEMA));
      gate.beforeOpening(() => restoreNumbers(pool));
      return new ExperimentNumbers(pool);
    },
    inject: [SERVICE_POOL, STORE_GATE],
  },
];

const reading: readonly Provider[] = [
  dataAccessOf(SERVICE),
  UnitAssignmentService,
  ExplainService,
  FlagExplainService,
  HeldAssignments,
  ServedFlags,
  ShownAssignments,
  {
    provide: ProjectedAssignments,
    useFactory: (projections: Projections) => new ProjectedAssignments(projections),
    inject: [PROJECTIONS],
  },
];

const configuration = ({ configCacheDir }: ServiceConfig): readonly Provider[] => [
  ConfigStore,
  ApiKeyDirectory,
  {
    provide: ConfigReader,
    useFactory: (bus: EventBus, store: ConfigStore, keys: ApiKeyDirectory, members: SegmentMembers) => {
      const lists = new SegmentContents(members, configCacheDir);
      const copy = configCacheDir === undefined ? {} : { copy: new ConfigCopy(configCacheDir, lists) };
      return new ConfigReader({ bus, store, keys, ...copy, lists, warn: warner() });
    },
    inject: [EVENT_BUS, ConfigStore, ApiKeyDirectory, SegmentMembers],
  },
  {
    provide: PastConfig,
    useFactory: (bus: EventBus, members: SegmentMembers, store: ConfigStore) => {
      const lists = new SegmentContents(members, configCacheDir);
      const linkedAt = (instant: number) => store.linkedAt(instant);
      return new PastConfig({ bus, lists, linkedAt, warn: warner() });
    },
    inject: [EVENT_BUS, SegmentMembers, ConfigStore],
  },
];

/** Assignments that wait for the log lie beside the copy of the configuration. */
function spoolIn(folder: string | undefined): { readonly spool?: AssignmentSpool } {
  if (folder === undefined) return {};
  const warn = warner();
  const onDropped = (count: number): void =>
    warn(`the spool is full: ${String(count)} assignments and exposures wait for their units to come back`);
  const onUnusable = (error: unknown): void =>
    warn(`assignments and exposures wait in memory alone, the spool cannot be used: ${messageOf(error)}`);
  return { spool: new AssignmentSpool({ folder: join(folder, 'assignments'), onDropped, onUnusable }) };
}

/** What was sealed goes to the log after its keys are stored. */
const sealedLog = (bus: EventBus, privacy: Privacy): Pick<EventBus, 'publish'> => ({
  publish: async (events) => {
    await privacy.persist();
    await bus.publish(events);
  },
});

type AssignerProviders = [StickyStore, AssignmentPublisher, LinkedUsers, Clock, NewId, Privacy];

const gateway = ({ sticky, configCacheDir }: ServiceConfig): readonly Provider[] => [
  AssignRoutes,
  AssignmentsService,
  ConfigHealth,
  ConfigRoutes,
  ExposureRecorder,
  ForcedVariants,
  ForgottenUnitsReader,
  OfrepBulkRoutes,
  OfrepEvaluator,
  OfrepRoutes,
  StreamRoutes,
  StreamTokens,
  {
    provide: ChangeStream,
    useFactory: (store: ConfigStore) => new ChangeStream({ tagOf: (project) => store.table.of(project).tag }),
    inject: [ConfigStore],
  },
  GatewayLifecycle,
  PublisherMetrics,
  {
    provide: STICKY_STORE,
    useFactory: (projected: ProjectedAssignments, links: IdentityLinks, linked: LinkedUsers) =>
      stickyStoreOf(sticky, new LinkedAssignments(projected, links, linked)),
    inject: [ProjectedAssignments, IdentityLinks, LinkedUsers],
  },
  {
    provide: AssignmentPublisher,
    useFactory: (bus: EventBus, store: StickyStore, privacy: Privacy) => {
      const log = sealedLog(bus, privacy);
      return new AssignmentPublisher({ bus: log, sticky: store, ...spoolIn(configCacheDir), warn: warner() });
    },
    inject: [EVENT_BUS, STICKY_STORE, PRIVACY],
  },
  {
    provide: Assigner,
    useFactory: (...[sticky, publisher, linked, clock, newId, privacy]: AssignerProviders) => {
      const seal = (event: UnitAssigned) => privacy.seal(event);
      return new Assigner({ sticky, publisher, linked, clock, newId, seal });
    },
    inject: [STICKY_STORE, AssignmentPublisher, LinkedUsers, CLOCK, IDS, PRIVACY],
  },
];

/** Owns experiments and API keys, and answers which variant a unit gets. */
@Module({})
export class AssignmentModule {
  /** Needs the global modules of the platform, the bus and the guard beside it. */
  static register(config: ServiceConfig): DynamicModule {
    const { databaseUrl, migrateOnStart, awaitImport = false } = config;
    const database = { service: SERVICE, databaseUrl };
    return {
      module: AssignmentModule,
      imports: [
        EventStoreModule.register({ ...database, migrateOnStart, awaitImport }),
        ProjectionsModule.register({
          ...database,
          migrateOnStart,
          awaitImport,
          projections: [
            assignmentsProjection,
            experimentListProjection,
            definitionListProjection,
            identityLinksProjection,
          ],
        }),
        PrivacyModule.of(openPrivacy(config.privacy), config),
      ],
      controllers: [
        ...EXPERIMENT_CONTROLLERS,
        ...BANDIT_CONTROLLERS,
        ...REFERENCE_CONTROLLERS,
        TesterTokensController,
        RevisionsController,
        ExplainController,
        FlagExplainController,
        UnitAssignmentController,
        ApiKeysController,
        PromotionRequestsController,
        GuardrailAlertsController,
        StickyVerificationController,
        certificatesController(SERVICE, [banditCertificate]),
      ],
      providers: [
        ...writing(database, migrateOnStart),
        ...testerTokenProviders(config),
        ...reading,
        ...configuration(config),
        ...gateway(config),
        ...watchProviders(SERVICE),
      ],
    };
  }
}
