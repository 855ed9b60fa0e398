import {loadCore} from '/countersign/core.js';

/** The whole core. In the page that is built, its module stands in the page itself: web/build.mjs puts that in the place of this file. */
export const openCore = () => loadCore();
