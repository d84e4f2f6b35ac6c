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
  ProviderFatalError,
  ProviderNotReadyError,
} from '@openfeature/server-sdk';
import type { FlagType } from '../flag/typed-details.js';
import type { AssayError } from '../http/assay-error.js';
import type { LinkOutcome, UnitLink } from '../links/link-units.js';
import { ServiceClient } from '../service/server-client.js';
import type { ServerOptions } from '../service/server-options.js';
import { failuresTo } from './failures.js';
import { resolutionOf } from './resolution.js';
import { interactionOf } from './tracked.js';
import { IDENTIFY, TrackedLinks } from './tracked-links.js';
import { begun, unready } from './unready.js';

const ERRORS = { ProviderFatalError, ProviderNotReadyError };

/** Options of the client behind the provider. */
export interface AssayServerProviderOptions extends ServerOptions {
  /** Told of what goes wrong behind answers. */
  readonly onError?: ((error: AssayError) => void) | undefined;
}

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
  private links: TrackedLinks | undefined;
  private phase: 'starting' | 'waiting' | 'ready' = 'starting';

  constructor(private readonly options: AssayServerProviderOptions) {}

  /**
   * Waits for an answer; without one the provider becomes ready by itself when there is one.
   * @throws ProviderFatalError where the key is refused, or an option is missing
   * @throws ProviderNotReadyError without an answer in time
   */
  async initialize(): Promise<void> {
    let problem: AssayError | undefined;
    const client = begun(() => new ServiceClient(this.options), ERRORS);
    this.client = client;
    client.on('changed', ({ flags }) => this.changed(flags));
    const { onError, retry } = this.options;
    if (onError !== undefined) client.on('error', onError);
    const link = (one: UnitLink) => client.link(one);
    this.links = new TrackedLinks({ link, retry, onError: failuresTo(onError) });
    const stop = client.on('error', (error) => {
      problem = error;
    });
    const { source } = await client.ready();
    stop();
    this.phase = source === 'none' ? 'waiting' : 'ready';
    if (source === 'none') throw unready(problem, ERRORS);
  }

  async onClose(): Promise<void> {
    const { client, links } = this;
    this.client = undefined;
    this.links = undefined;
    await links?.close();
    await client?.close();
  }

  /**
   * Says that an anonymous unit has turned out to be a user, at a login: the user keeps the variants of before.
   * @throws AssayError when the gateway could not be told; saying it again is harmless
   */
  link(link: UnitLink): Promise<LinkOutcome> {
    if (this.client === undefined) throw new ProviderNotReadyError('the provider was not initialized');
    return this.client.link(link);
  }

  /** Records what a unit did; `$identify` with `{ anonymous }` links that one to the unit of the context. */
  track(name: string, context: EvaluationContext, details?: TrackingEventDetails): void {
    if (name === IDENTIFY) this.links?.add(details?.['anonymous'], context.targetingKey);
    else this.client?.track(name, context, interactionOf(details));
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
