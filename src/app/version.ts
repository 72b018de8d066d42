declare const BUILD_NAME: string;

/** Version and commit of this build, as in `0.2.0 (1a2b3c4)`; only the version if it was built without git. */
export const BUILD = BUILD_NAME;

/** The version of the packages. */
export const VERSION = BUILD.replace(/ .*/, '');
