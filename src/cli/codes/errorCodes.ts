import { t } from '@vscode/l10n';
import {
  BY_SENT_CODES,
  BY_STATUS_CODES,
  EDITOR_CODES,
  ITEM_CODES,
  LEFT_OUT_CODES,
  type ToolCode,
} from '../../common/codes/toolCodes';
import { Failure } from '../../common/failure';
import { endingOf, EXIT_CODES } from '../exitCodes';
import { choiceCodes } from './choiceCodes';
import type { CodeText } from './codeText';
import { editorCodes } from './editorCodes';
import { fileCodes } from './fileCodes';
import { machineCodes } from './machineCodes';
import { requestCodes } from './requestCodes';
import { safetyCodes } from './safetyCodes';
import { segmentCodes } from './segmentCodes';
import { uploadCodes } from './uploadCodes';

/** A code, as the help and the documentation show it. */
export interface CodeRow {
  code: ToolCode;
  meaning: string;
  advice: string;
  /** Of a run of the terminal that fails with it before it has sent anything; none for the editor's. */
  exitCodes: readonly number[];
}

/** Codes about one subject. */
interface CodeSection {
  title: string;
  rows: CodeRow[];
}

/** All codes of this tool, by subject. In the language of the process, like the names of options. */
export function codeSections(): CodeSection[] {
  const parts = {
    choices: choiceCodes(),
    requests: requestCodes(),
    files: fileCodes(),
    segments: segmentCodes(),
    safety: safetyCodes(),
    uploads: uploadCodes(),
    machine: machineCodes(),
    editor: editorCodes(),
  };
  const titles: Record<keyof typeof parts, string> = {
    choices: t('Arguments, settings and names'),
    requests: t('Requests to Criteo'),
    files: t('Files'),
    segments: t('Segments'),
    safety: t('Safety checks and confirmations'),
    uploads: t('Uploads'),
    machine: t('This machine'),
    editor: t('Only in the editor'),
  };
  // A code without a text doesn't compile.
  const texts: Readonly<Record<ToolCode, CodeText>> = {
    ...parts.choices,
    ...parts.requests,
    ...parts.files,
    ...parts.segments,
    ...parts.safety,
    ...parts.uploads,
    ...parts.machine,
    ...parts.editor,
  };
  return (Object.keys(parts) as (keyof typeof parts)[]).map((part) => ({
    title: titles[part],
    rows: (Object.keys(parts[part]) as ToolCode[]).map((code) => {
      const [meaning, advice] = texts[code];
      return { code, meaning, advice, exitCodes: exitCodesOf(code) };
    }),
  }));
}

/** How a run ends that fails with a code before it has sent anything. */
function exitCodesOf(code: ToolCode): number[] {
  const has = (codes: readonly ToolCode[]): boolean => codes.includes(code);
  if (has(EDITOR_CODES)) return [];
  const {
    failed,
    incomplete,
    partial,
    'gave-up': gaveUp,
    'refused-too-much': leftOut,
  } = EXIT_CODES;
  if (has(BY_STATUS_CODES)) return [failed, gaveUp];
  if (has(BY_SENT_CODES)) return [failed, incomplete];
  if (has(ITEM_CODES)) return [failed, partial];
  if (has(LEFT_OUT_CODES)) return [leftOut];
  return [EXIT_CODES[endingOf(new Failure(code, ''))]];
}
