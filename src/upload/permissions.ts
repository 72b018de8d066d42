import { SUPPRESSION_STOPS } from './suppression/suppressionTypes';

/**
 * What an update may be permitted for one run, with the code of what stops it otherwise.
 * `previous-unknown`: a previous file was never sent to this segment from here, or something that an
 * update or a replace put there can't be compared with. `other-list`: what was sent to the segment
 * before may be of another list; allowed, it is, and stays. `invalid-grew`: the ratio of invalid rows
 * is more than a point above that of the previous files. `cut-off`: the file lacks the last line end,
 * which the previous one had. `other-formats`: see `PreviousCounts.inOtherFormats`. `remove-shared`: also
 * removes people who are in another file that was sent to this segment from here.
 */
export const UPDATE_PERMISSIONS = [
  'previous-unknown',
  'other-list',
  'other-formats',
  'invalid-grew',
  'cut-off',
  'remove-shared',
] as const;
export type UpdatePermission = (typeof UPDATE_PERMISSIONS)[number];
export type AllowedRisk = Exclude<UpdatePermission, 'remove-shared'>;

/** What may be permitted for one run: `allow` and `--allow`. */
export const PERMISSIONS = [...UPDATE_PERMISSIONS, ...SUPPRESSION_STOPS] as const;
export type Permission = (typeof PERMISSIONS)[number];
