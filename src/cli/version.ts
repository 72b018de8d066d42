declare const CLI_VERSION: string | undefined;

/** The version of the package; set when it is bundled. */
export const VERSION = typeof CLI_VERSION === 'string' ? CLI_VERSION : '0.0.0';
