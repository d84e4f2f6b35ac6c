import type {
  EvaluationContext,
  JsonValue,
  Provider,
  ResolutionDetails,
  TrackingEventDetails,
} from '@openfeature/server-sdk';
import {
  ErrorCode,
  OpenFeatureEventEmitter,
  ProviderEvents,
  ProviderNotReadyError,
} from '@openfeature/server-sdk';
import type { FlagType } from '../flag/typed-details.js';
import { ServiceClient } from '../service/server-client.js';
import type { ServerOptions } from '../service/server-options.js';
import { resolutionOf } from './resolution.js';
import { interactionOf } from './tracked.js';

/**
 * Assay as an OpenFeature provider for servers: flags are evaluated in the process, changes arrive by themselves, and
 * exposures and tracked events are sent.
 * @example await OpenFeature.setProviderAndWait(new AssayServerProvider({ url, key }));
 */
export class AssayServerProvider implements Provider {
  readonly metadata = { name: 'assay' } as const;
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  private client: ServiceClient | undefined;
  private phase: 'starting' | 'waiting' | 'ready' = 'starting';

  constructor(private readonly options: ServerOptions) {}

  /** @throws ProviderNotReadyError without an answer in time; the provider becomes ready when there is one */
  async initialize(): Promise<void> {
    let problem = 'the gateway has not answered yet';
    const client = new ServiceClient(this.options);
    this.client = client;
    client.on('changed', ({ flags }) => this.changed(flags));
    const stop = client.on('error', ({ message }) => {
      problem = message;
    });
    const { source } = await client.ready();
    stop();
    this.phase = source === 'none' ? 'waiting' : 'ready';
    if (source === 'none') throw new ProviderNotReadyError(problem);
  }

  async onClose(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.close();
  }

  track(name: string, context: EvaluationContext, details?: TrackingEventDetails): void {
    this.client?.track(name, context, interactionOf(details));
  }

  resolveBooleanEvaluation(
    key: string,
    defaultValue: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.resolve('boolean', key, defaultValue, context);
  }

  resolveStringEvaluation(
    key: string,
    defaultValue: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.resolve('string', key, defaultValue, context);
  }

  resolveNumberEvaluation(
    key: string,
    defaultValue: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.resolve('number', key, defaultValue, context);
  }

  resolveObjectEvaluation<Value extends JsonValue>(
    key: string,
    defaultValue: Value,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<Value>> {
    return this.resolve('object', key, defaultValue, context);
  }

  private async resolve<Value>(
    type: FlagType,
    key: string,
    defaultValue: Value,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<Value>> {
    if (this.client === undefined) throw new ProviderNotReadyError('the provider was not initialized');
    return resolutionOf(await this.client.evaluate({ key, type, defaultValue }, context), ErrorCode);
  }

  private changed(flagsChanged: readonly string[]): void {
    if (this.phase === 'ready')
      this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: [...flagsChanged] });
    if (this.phase !== 'waiting') return;
    this.phase = 'ready';
    this.events.emit(ProviderEvents.Ready);
  }
}
