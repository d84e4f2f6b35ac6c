export { PromotionModule } from './promotion.module.js';
export { PROMOTION_SCHEMA } from './schema.js';
