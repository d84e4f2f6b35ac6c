const CREDENTIALS_IN_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi;
const API_KEY = /(assay_sdk_)[A-Za-z0-9_-]+/g;
const BEARER = /(bearer\s+)[A-Za-z0-9._~+/-]+=*/gi;

/** Fields whose content never reaches a log or a problem. */
export const SECRET_FIELD = /authorization|cookie|password|secret|token|api-?key/i;

/**
 * Takes credentials out of text that goes to a log: passwords in URLs, API keys, bearer tokens.
 * @example redact('postgres://assay:pw@db/assay') // 'postgres://assay:[hidden]@db/assay'
 */
export const redact = (text: string): string =>
  text
    .replace(CREDENTIALS_IN_URL, '$1[hidden]@')
    .replace(API_KEY, '$1[hidden]')
    .replace(BEARER, '$1[hidden]');
