/** Tells OpenFeature clients that their flags have to be fetched again. */
export const OFREP_STREAM_URL = '/ofrep/v1/events';
/** Tells SDKs that the definitions have changed. */
export const CONFIG_STREAM_URL = '/api/v1/config/events';
