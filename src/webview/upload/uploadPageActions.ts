import type { PageActions } from '../shared/pressButtons';
import type { UploadAction } from '../uploadModel';

export type UploadPageActions = PageActions<UploadAction>;
