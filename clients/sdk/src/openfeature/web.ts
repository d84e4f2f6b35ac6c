import type {
  EvaluationContext,
  JsonValue,
  Provider,
  ResolutionDetails,
  TrackingEventDetails,
} from '@openfeature/web-sdk';
import {
  ErrorCode,
  OpenFeatureEventEmitter,
  ProviderEvents,
  ProviderNotReadyError,
} from '@openfeature/web-sdk';
import type { FlagType } from '../flag/typed-details.js';
import { PageClient } from '../page/browser-client.js';
import type { BrowserOptions } from '../page/browser-options.js';
import { resolutionOf } from './resolution.js';
import { interactionOf } from './tracked.js';

/** Options of the client behind the provider; the context is OpenFeature's. */
export type AssayWebProviderOptions = Omit<BrowserOptions, 'context'>;

/**
 * Assay as an OpenFeature provider for pages: flags are evaluated in the page, changes arrive by themselves, and
 * exposures and tracked events are sent.
 * @example await OpenFeature.setProviderAndWait(new AssayWebProvider({ url, key }), { targetingKey: 'visitor-1' });
 */
export class AssayWebProvider implements Provider {
  readonly metadata = { name: 'assay' } as const;
  readonly runsOn = 'client';
  readonly domainScoped = true;
  readonly events = new OpenFeatureEventEmitter();
  private client: PageClient | undefined;
  private phase: 'starting' | 'waiting' | 'ready' = 'starting';
  private isReconciling = false;

  constructor(private readonly options: AssayWebProviderOptions) {}

  /** @throws ProviderNotReadyError without an answer in time; the provider becomes ready when there is one */
  async initialize(context: EvaluationContext = {}): Promise<void> {
    let problem = 'the gateway has not answered yet';
    const client = new PageClient({ ...this.options, context });
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

  async onContextChange(_before: EvaluationContext, context: EvaluationContext): Promise<void> {
    this.isReconciling = true;
    await this.client?.setContext(context).finally(() => {
      this.isReconciling = false;
    });
  }

  async onClose(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.close();
  }

  track(name: string, _context: EvaluationContext, details?: TrackingEventDetails): void {
    this.client?.track(name, interactionOf(details));
  }

  resolveBooleanEvaluation(key: string, defaultValue: boolean): ResolutionDetails<boolean> {
    return this.resolve('boolean', key, defaultValue);
  }

  resolveStringEvaluation(key: string, defaultValue: string): ResolutionDetails<string> {
    return this.resolve('string', key, defaultValue);
  }

  resolveNumberEvaluation(key: string, defaultValue: number): ResolutionDetails<number> {
    return this.resolve('number', key, defaultValue);
  }

  resolveObjectEvaluation<Value extends JsonValue>(
    key: string,
    defaultValue: Value,
  ): ResolutionDetails<Value> {
    return this.resolve('object', key, defaultValue);
  }

  private resolve<Value>(type: FlagType, key: string, defaultValue: Value): ResolutionDetails<Value> {
    if (this.client === undefined) throw new ProviderNotReadyError('the provider was not initialized');
    return resolutionOf(this.client.evaluate({ key, type, defaultValue }), ErrorCode);
  }

  private changed(flagsChanged: readonly string[]): void {
    if (this.isReconciling) return;
    if (this.phase === 'ready')
      this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: [...flagsChanged] });
    if (this.phase !== 'waiting') return;
    this.phase = 'ready';
    this.events.emit(ProviderEvents.Ready);
  }
}
