/**
 * The text whose hex SHA-256 stands for a unit in the definition of a flag: definitions and logs name no units, and
 * the key in it keeps lists of different flags from being compared.
 * @example unitDigestText('checkout', 'visitor-1') // 'checkout:visitor-1'
 */
export const unitDigestText = (key: string, unit: string): string => `${key}:${unit}`;
