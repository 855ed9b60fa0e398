/** Registers `<countersign-approval>`. */
import {define} from './registry.js';

define();
export {define};
