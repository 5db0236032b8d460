export { rulesService } from './rules-service.js';
