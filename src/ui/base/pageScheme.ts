/** Of the pages that uploads show: plan, report, what a problem means. */
export const PAGE_SCHEME = 'criteo-uploads';
