import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { UploadSettings } from '../../app/uploads/choices/choices';
import type { Workspace } from '../../app/uploads/draft/workspace';

/** Files on disk, with the settings that the arguments give. */
export function localFiles(settings: UploadSettings): Workspace {
  return {
    sourceOf: async (uri) => ({ uri, path: fileURLToPath(uri) }),
    stampOf: async (uri) => {
      try {
        const { size, mtimeMs } = await stat(fileURLToPath(uri));
        return { size, modifiedAt: mtimeMs };
      } catch {
        return undefined;
      }
    },
    isUnsaved: () => false,
    settingsOf: () => settings,
    isTrusted: true,
  };
}
