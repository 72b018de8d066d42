import type { Drafts } from '../draft/drafts';

/** What a batch needs of `Drafts`. */
export type BatchOwner = Pick<Drafts, 'draft' | 'destination' | 'optOuts' | 'workspace'>;
