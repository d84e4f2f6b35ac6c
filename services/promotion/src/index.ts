export { PromotionModule } from './promotion.module.js';
export { PROMOTION_SCHEMA } from './schema.js';
export { certify, ENGINE_VERSION } from './certificate/certificate.js';
export { verifyCertificate } from './certificate/verify-certificate.js';
export type { CertificateDifference, CertificateVerdict } from './certificate/verify-certificate.js';
