export const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
export const KEY_MESSAGE = {
  message: 'must be letters, digits, . _ - (at most 100), beginning with a letter or digit',
};
export const FINITE = { allowNaN: false, allowInfinity: false };
