import type { PageActions } from '../shared/pressButtons';
import type { UploadAction } from '../uploadActions';

export type UploadPageActions = PageActions<UploadAction>;
